{{- define "karpenter.ownSelector" -}}
labelSelector:
  matchLabels:
    {{- include "karpenter.selectorLabels" . | nindent 4 }}
{{- end -}}

{{- define "karpenter.podTerms" -}}
{{- $root := .root -}}
{{- with .terms.requiredDuringSchedulingIgnoredDuringExecution }}
requiredDuringSchedulingIgnoredDuringExecution:
  {{- range . }}
  -
    {{- toYaml . | nindent 4 }}
    {{- if not (hasKey . "labelSelector") }}
    {{- include "karpenter.ownSelector" $root | nindent 4 }}
    {{- end }}
  {{- end }}
{{- end }}
{{- with .terms.preferredDuringSchedulingIgnoredDuringExecution }}
preferredDuringSchedulingIgnoredDuringExecution:
  {{- range . }}
  - weight: {{ .weight }}
    podAffinityTerm:
      {{- toYaml .podAffinityTerm | nindent 6 }}
      {{- if not (hasKey .podAffinityTerm "labelSelector") }}
      {{- include "karpenter.ownSelector" $root | nindent 6 }}
      {{- end }}
  {{- end }}
{{- end }}
{{- end -}}

{{- define "karpenter.affinity" -}}
{{- with .Values.affinity.nodeAffinity }}
nodeAffinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity.podAffinity }}
podAffinity:
  {{- include "karpenter.podTerms" (dict "terms" . "root" $) | nindent 2 }}
{{- end }}
{{- with .Values.affinity.podAntiAffinity }}
podAntiAffinity:
  {{- include "karpenter.podTerms" (dict "terms" . "root" $) | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "karpenter.topologySpread" -}}
{{- range .Values.topologySpreadConstraints }}
-
  {{- toYaml . | nindent 2 }}
  {{- if not (hasKey . "labelSelector") }}
  {{- include "karpenter.ownSelector" $ | nindent 2 }}
  {{- end }}
{{- end }}
{{- end -}}
