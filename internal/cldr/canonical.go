package cldr

// Canonical returns a language, a script and a region, each as BCP 47 writes
// it and "" where not given, with an outdated code of the language replaced
// and, for a language of several scripts, the usual one filled in. It is what
// [Match] looks up.
func Canonical(language, script, region string) (string, string, string) {
	if to, ok := value(aliases, language); ok {
		language, script, region = replace(to, script, region)
	}
	if script == "" {
		script = usualScript(language, region)
	}
	return language, script, region
}
