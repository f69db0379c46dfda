{{- define "h" }}<{{ .Values.text }}>{{ end }}
