{{- define "karpenter.featureGates" -}}
{{- with .Values.settings.featureGates -}}
{{- print "ReservedCapacity=" (toString .reservedCapacity) -}}
{{- print ",SpotToSpotConsolidation=" (toString .spotToSpotConsolidation) -}}
{{- print ",NodeRepair=" (toString .nodeRepair) -}}
{{- print ",NodeOverlay=" (toString .nodeOverlay) -}}
{{- print ",StaticCapacity=" (toString .staticCapacity) -}}
{{- print ",CapacityBuffer=" (toString .capacityBuffer) -}} #since:1.14
{{- end -}}
{{- end -}}

{{- define "karpenter.environment" -}}
- name: KUBERNETES_MIN_VERSION
  value: "1.19.0-0"
- name: KARPENTER_SERVICE
  value: {{ include "karpenter.fullname" . }}
- name: METRICS_PORT
  value: {{ toString .Values.controller.metrics.port | quote }}
- name: HEALTH_PROBE_PORT
  value: {{ toString .Values.controller.healthProbe.port | quote }}
- name: SYSTEM_NAMESPACE
  valueFrom:
    fieldRef:
      fieldPath: metadata.namespace
- name: CPU_REQUESTS
  valueFrom:
    resourceFieldRef:
      containerName: {{ .Values.controller.containerName }}
      divisor: "1m"
      resource: requests.cpu
- name: MEMORY_LIMIT
  valueFrom:
    resourceFieldRef:
      containerName: {{ .Values.controller.containerName }}
      divisor: "0"
      resource: limits.memory
- name: FEATURE_GATES
  value: {{ include "karpenter.featureGates" . | quote }}
{{- with .Values.settings.awsFeatureGates }} #since:1.15
- name: AWS_FEATURE_GATES #since:1.15
  value: {{ print "NodeClassCEL=" (toString .nodeClassCEL) | quote }} #since:1.15
{{- end }} #since:1.15
{{- with .Values.logLevel }}
- name: LOG_LEVEL
  value: {{ tpl (toString .) $ | quote }}
{{- end }}
{{- with .Values.logOutputPaths }}
- name: LOG_OUTPUT_PATHS
  value: {{ join "," . | quote }}
{{- end }}
{{- with .Values.logErrorOutputPaths }}
- name: LOG_ERROR_OUTPUT_PATHS
  value: {{ join "," . | quote }}
{{- end }}
- name: CLUSTER_NAME
  value: {{ tpl (toString (required "settings.clusterName must be given" .Values.settings.clusterName)) $ | quote }}
{{- include "karpenter.settings" . }}
{{- with .Values.controller.env }}
{{ toYaml . }}
{{- end }}
{{- end -}}
