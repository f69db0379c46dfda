{{- define "functions.labels" -}}
app: {{ .Chart.Name | trunc 5 }}
chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
appVersion: {{ .Chart.AppVersion | quote }}
{{- end -}}
