{{- define "inclusion.twice" -}}deeper{{- end -}}
