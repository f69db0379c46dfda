{{- define "selectors.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- define "selectors.labels" -}}
app.kubernetes.io/name: {{ include "selectors.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
{{- define "selectors.complete" -}}
{{- if not (hasKey ._term "labelSelector") }}
{{- $_ := set ._term "labelSelector" (dict "matchLabels" (include "selectors.labels" . | fromYaml)) }}
{{- end }}
{{- end }}
{{- define "selectors.terms" -}}
{{- range ._kind.requiredDuringSchedulingIgnoredDuringExecution }}
{{- include "selectors.complete" (merge (dict "_term" .) $) }}
{{- end }}
{{- range ._kind.preferredDuringSchedulingIgnoredDuringExecution }}
{{- include "selectors.complete" (merge (dict "_term" .podAffinityTerm) $) }}
{{- end }}
{{- end }}
