apiVersion: v1
kind: ConfigMap
metadata:
  name: part
data:
  x: 1
