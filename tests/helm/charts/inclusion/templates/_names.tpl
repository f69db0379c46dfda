{{- define "inclusion.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{/* Two definitions of one name: the file that comes last by Helm's order wins. */}}
{{- define "inclusion.twice" -}}partials{{- end -}}
{{- define "inclusion.self" -}}
{{- if gt (int .depth) 0 }}({{ include "inclusion.self" (dict "depth" (sub (int .depth) 1)) }}){{ end -}}
{{- end -}}
