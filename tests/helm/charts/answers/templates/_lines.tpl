{{- define "line00" }}{{ range $i, $e := .Values.list }}{{ $i }}={{ $e }},{{ else }}none{{ end }}{{ end }}
{{- define "line01" }}{{ if .Values.none }}a{{ else if .Values.text }}b{{ else if true }}c{{ else }}d{{ end }}{{ end }}
{{- define "line02" }}{{ with .Values.none }}a{{ else with .Values.text }}{{ . }}{{ else }}c{{ end }}{{ end }}
{{- define "line03" }}{{ "end" }}{{ `{{ end }}` }}{{/* {{ end }} */}}{{ end }}
{{- define "line04" }}{{ printf "%d" 0x1F }} {{ 1_000 }} {{ 'a' }} {{ "\u00e9\x41\101" }} {{ -5 }} {{ .5 }}{{ end }}
{{- define "line05" }}{{ "say .Files.Get \"x\" and .APIVersions.Has" }}{{ end }}
{{- define "line06" }}{{ .Values.text | }}{{ end }}
{{- define "line07" }}{{- range until 4 }}{{ if eq . 1 }}{{ continue }}{{ end }}{{ if eq . 3 }}{{ break }}{{ end }}{{ . }}{{ end -}}{{ end }}
{{- define "line08" }}{{ max 1 "a" 3.9 "7" true }} {{ min "x" 2 }} {{ max 1e21 2 }} {{ sub 5 "3" }} {{ div 7 2.9 }} {{ mod 7 "4" }} {{ add }}{{ end }}
{{- define "line09" }}{{ atoi "010" }} {{ atoi "0x10" }} {{ atoi "-5" }} {{ atoi "1_0" }} {{ int "5.0" }} {{ int "5.10" }} {{ int "1e3" }} {{ int "1_000" }} {{ int "0o17" }} {{ int "5." }} {{ int "09" }} {{ int "0_8" }} {{ int 1e21 }} {{ int -1e21 }} {{ int true }}{{ end }}
{{- define "line10" }}{{ round -2.3 0 }} {{ round -2.5 0 }} {{ round 2.567 1 0.7 }} {{ round 123.5555 3 }} {{ round 1234 -2 }} {{ floor -2.5 }} {{ ceil "2.1" }}{{ end }}
{{- define "line11" }}{{ splitList "" "abc" }} {{ split "" "ab" | toJson }} {{ splitList "," "" | toJson }} {{ splitn "." 2 "a.b.c" | toJson }}{{ end }}
{{- define "line12" }}{{ fromYamlArray "" | toJson }} {{ fromYaml "" | toJson }} {{ fromYamlArray "null" | toJson }}{{ end }}
{{- define "line13" }}{{ deepEqual 1 1.0 }} {{ deepEqual (list 1) (list 1.0) }} {{ has 1 (list 1.0) }} {{ uniq (list 1 1.0 1) }} {{ without (list 1 1.0 2) 1 }} {{ deepEqual nil nil }} {{ has 1 nil }}{{ end }}
{{- define "line14" }}{{ sortAlpha nil | toJson }} {{ list "b" nil "a" | sortAlpha | toJson }} {{ sortAlpha "x" | toJson }} {{ toStrings (list 1 nil 2.5) }}{{ end }}
{{- define "line15" }}{{ printf "%5.1f|%05d|%-5d|%+d|%x|%X|%e|%t|%q|%v|%c" 3.14159 42 42 42 255 255 123456.789 true "a\"b" nil 97 }}{{ end }}
{{- define "line16" }}{{ printf "%05s|%5v|%-5v|%6.2v|% d|%+.2f|%08.3f|%q|%s|%T%T" "ab" "a" true "abcdef" 5 1.005 -3.14159 (list "a" "b") (list "a") "x" 1.5 }}{{ end }}
{{- define "line17" }}{{ printf "%d" "x" }} {{ printf "%s" true }} {{ printf "%s" 1.5 }} {{ printf "%s" nil }} {{ printf "%v" (list 1 nil "a") }} {{ printf "%s" }} {{ printf "%% %5%" }} {{ printf "%d %d" 1 }}{{ end }}
{{- define "line18" }}{{ quote "\u200b\u00ad\ue000\ufffd\U0001F600\u0300\u2028" }}{{ end }}
{{- define "line19" }}{{ upper "straße ŉ" }} {{ lower "ÀΣ" }} {{ title "hello it's o'neil a-b_c" }}{{ end }}
{{- define "line20" }}{{ regexMatch "^\\d+$" "١٢٣" }} {{ regexMatch "^\\w+$" "é" }} {{ regexMatch "\\s" "\u00a0" }} {{ regexReplaceAll "\\W+" "aéb c" "-" }} {{ regexMatch "\\bé" "aé" }} {{ regexMatch "[a&&b]" "&" }} {{ regexMatch "a{,2}b" "a{,2}b" }} {{ regexMatch "^{x}$" "{x}" }} {{ regexMatch "\\Qa.b\\E" "a.b" }} {{ regexMatch "[[]" "[" }}{{ end }}
{{- define "line21" }}{{ regexSplit "z+" "pizza" -1 }} {{ regexSplit "z" "pizza" 2 }} {{ regexSplit "" "abc" -1 }} {{ regexFindAll "[2,4,6,8]" "123456789" 2 }} {{ regexQuoteMeta "1.2-3{}" }} {{ regexReplaceAll "a(x*)b" "-ab-axxb-" "${1}W" }} {{ mustRegexReplaceAllLiteral "a" "banana" "$1" }} {{ regexReplaceAll "x*" "abc" "-" }}{{ end }}
{{- define "line22" }}{{ (semver "1.2.3-a+b") | toString }} {{ (semver "v1.2").String }} {{ (semver "v1.2").Original }} {{ (semver "1.2.3+x").Metadata }} {{ (semver "1.2.3").Major }} {{ (semver "1.2.3").Compare (semver "1.3.0") }}{{ end }}
{{- define "line23" }}{{ .Capabilities.KubeVersion }} {{ .Capabilities.KubeVersion.String }} {{ .Capabilities.KubeVersion.GitVersion }} {{ .Capabilities.HelmVersion.Version }} {{ (dict "v" .Capabilities.KubeVersion).v.Minor }}{{ end }}
{{- define "line24" }}{{ .Capabilities.APIVersions.Has "policy/v1" }} {{ if .Capabilities.APIVersions.Has "nope/v1" }}a{{ else }}b{{ end }}{{ end }}
{{- define "line25" }}{{ toJson .Chart }}{{ end }}
{{- define "line26" }}{{ range .Chart.Maintainers }}{{ .Name }}{{ .Email }}{{ .URL }}{{ end }} {{ (index .Chart.Maintainers 0).Name }} {{ index .Chart.Annotations "a/b" }} {{ .Chart.Foo }}{{ end }}
{{- define "line27" }}{{ .Files.Get "files/a.txt" | quote }} {{ .Files.Get "nope" | quote }} {{ .Files.Lines "files/a.txt" | toJson }} {{ .Files.Get "files/bom.txt" | len }}{{ end }}
{{- define "line28" }}{{ (.Files.Glob "files/*.txt").AsConfig }} {{ (.Files.Glob "files/**").AsSecrets }} {{ (.Files.Glob "none/*").AsConfig }}{{ end }}
{{- define "line29" }}{{ range $path, $_ := .Files.Glob "files/{a,b}.txt" }}{{ $path }}{{ end }} {{ if .Files.Glob "none/*" }}a{{ else }}b{{ end }} {{ not (.Files.Glob "none/*") }} {{ with .Files.Glob "files/a*" }}{{ .AsConfig }}{{ end }}{{ end }}
{{- define "line30" }}{{ kindIs "string" 5 }} {{ typeOf .Values.list }} {{ typeIs "string" .Values.list }} {{ kindOf (list) }}{{ end }}
{{- define "line31" }}{{ base "a/b.c" }} {{ ext "a/b.c" }} {{ base "" }} {{ base "/" }} {{ ext "a.b/c" }} {{ chunk 2 (list 1 2 3) }} {{ push (list 1) 2 }} {{ mustHas 1 (list 1) }} {{ mustUniq (list 1 1) }} {{ mustFromJson "[1]" }} {{ slice (list 1 2 3) 1 }} {{ seq 1 2 7 }} {{ seq 5 1 }} {{ seq 0 }} {{ seq -2 }} {{ biggest 1 4 }}{{ end }}
{{- define "line32" }}{{ snakecase "FooBarBaz" }} {{ kebabcase "fooBar" }} {{ maxf 1 2.5 }} {{ minf 1 2.5 }}{{ end }}
{{- define "line33" }}{{ b64dec "YWJj\n" }} {{ html "<a>" 1 2 }} {{ js "a'b" }} {{ urlquery "a b&c" }} {{ nospace "a b\tc" }} {{ indent 2 "a\nb" }} {{ nindent 0 "a" }} {{ repeat 0 "a" }} {{ substr 0 -1 "abc" }} {{ replace "" "-" "ab" }}{{ end }}
{{- define "line34" }}{{ toYaml (dict "a10" 1 "a9" 2 "A" 3 "b-1" 4 "_" 6 "a01" 8) }}{{ end }}
{{- define "line35" }}{{ default "x" nil "b" }} {{ coalesce nil "" "a" }} {{ untilStep 5 0 -2 }} {{ until -2 }} {{ join "," "abc" }} {{ join "," (list 1 nil "a") }} {{ dig "a" "b" "d" (dict "a" (dict "b" 1)) }}{{ end }}
{{- define "line36" }}{{ tpl "{{ .Values.text }}{{ include \"h\" . }}" . }} {{ include "h" . }} {{ template "h" . }}{{ end }}
