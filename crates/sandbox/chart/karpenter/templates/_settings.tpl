{{- define "karpenter.setting" -}}
{{- $root := .root -}}
{{- with .value }}
- name: {{ $.name }}
  value: {{ tpl (toString .) $root | quote }}
{{- end }}
{{- end -}}

{{- define "karpenter.settings" -}}
{{- with .Values.settings }}
{{- include "karpenter.setting" (dict "name" "BATCH_MAX_DURATION" "value" .batchMaxDuration "root" $) }}
{{- include "karpenter.setting" (dict "name" "BATCH_IDLE_DURATION" "value" .batchIdleDuration "root" $) }}
{{- include "karpenter.setting" (dict "name" "PREFERENCE_POLICY" "value" .preferencePolicy "root" $) }}
{{- include "karpenter.setting" (dict "name" "MIN_VALUES_POLICY" "value" .minValuesPolicy "root" $) }}
{{- include "karpenter.setting" (dict "name" "CLUSTER_CA_BUNDLE" "value" .clusterCABundle "root" $) }}
{{- include "karpenter.setting" (dict "name" "CLUSTER_ENDPOINT" "value" .clusterEndpoint "root" $) }}
{{- include "karpenter.setting" (dict "name" "ISOLATED_VPC" "value" .isolatedVPC "root" $) }}
{{- include "karpenter.setting" (dict "name" "EKS_CONTROL_PLANE" "value" .eksControlPlane "root" $) }}
{{- include "karpenter.setting" (dict "name" "VM_MEMORY_OVERHEAD_PERCENT" "value" .vmMemoryOverheadPercent "root" $) }}
{{- include "karpenter.setting" (dict "name" "INTERRUPTION_QUEUE" "value" .interruptionQueue "root" $) }}
{{- include "karpenter.setting" (dict "name" "ENABLE_ZONAL_SHIFT" "value" .enableZonalShift "root" $) }}
{{- include "karpenter.setting" (dict "name" "RESERVED_ENIS" "value" .reservedENIs "root" $) }}
{{- include "karpenter.setting" (dict "name" "IGNORE_DRA_REQUESTS" "value" .ignoreDRARequests "root" $) }}
{{- include "karpenter.setting" (dict "name" "DISABLE_CLUSTER_STATE_OBSERVABILITY" "value" .disableClusterStateObservability "root" $) }}
{{- include "karpenter.setting" (dict "name" "DISABLE_DRY_RUN" "value" .disableDryRun "root" $) }}
{{- include "karpenter.setting" (dict "name" "AMI_REFRESH_INTERVAL" "value" .amiRefreshInterval "root" $) }}
{{- include "karpenter.setting" (dict "name" "SUBNET_REFRESH_INTERVAL" "value" .subnetRefreshInterval "root" $) }}
{{- end }}
{{- end -}}
