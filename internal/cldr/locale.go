package cldr

import "strings"

// Locale numbers a locale of CLDR in the order of the tags. The zero value is
// the root, which serves every language that CLDR does not know.
type Locale uint16

// Locales is the number of locales.
const Locales = len(tagOffsets)/2 - 1

// Tag returns the tag of l in the casing of BCP 47, or "" for the root.
func (l Locale) Tag() string { return at(tagPool, tagOffsets, int(l)) }

// Find returns the locale with exactly this tag. Only an empty tag finds the
// root.
func Find(tag string) (Locale, bool) {
	low, high := 0, Locales
	for low < high {
		mid := (low + high) / 2
		if at(tagPool, tagOffsets, mid) < tag {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return Locale(low), low < Locales && at(tagPool, tagOffsets, low) == tag
}

// Match returns the locale that serves a language in a script and a region,
// each as BCP 47 writes it and "" where not given. It tries the most exact tag
// first; a script that is the usual one for the language in that region may
// be left out of a tag or be given. What has no data falls back to the
// language alone, and a language without data to the root.
func Match(language, script, region string) Locale {
	if script == "" {
		// Most tags are exact; only a language of several scripts is not.
		if l, ok := find(language, "", region); ok && region != "" {
			return l
		}
	}
	if to, ok := value(aliases, language); ok {
		language, script, region = replace(to, script, region)
	}
	region = current(region)
	usual := usualScript(language, region)
	if script == "" {
		script = usual
	}
	if l, ok := find(language, script, region); ok {
		return l
	}
	if script == usual || usual == "" {
		if l, ok := find(language, "", region); ok {
			return l
		}
	}
	if l, ok := find(language, script, ""); ok {
		return l
	}
	l, ok := find(language, "", "")
	if !ok {
		return 0
	}
	return l
}

// replace reads the replacement of an alias, which may bring a script or a
// region of its own.
func replace(to, script, region string) (string, string, string) {
	language, rest, _ := strings.Cut(to, "-")
	switch {
	case len(rest) == 4 && script == "":
		script = rest
	case len(rest) == 2 && region == "":
		region = rest
	}
	return language, script, region
}

// current returns the country that took the place of one of the past, the
// first where several did, or region itself.
func current(region string) string {
	for i := 0; i < len(withdrawn); i += 2 {
		if withdrawn[i:i+2] == region {
			if successors := at(successorPool, successorOffsets, i/2); successors != "" {
				return successors[:2]
			}
		}
	}
	return region
}

// usualScript returns the script that a language of several scripts is written
// in within a region, or "" for a language of one script.
func usualScript(language, region string) string {
	var key [16]byte
	if region != "" {
		k := append(append(append(key[:0], language...), '-'), region...)
		if s, ok := value(scripts, string(k)); ok {
			return s
		}
	}
	s, _ := value(scripts, language)
	return s
}

// find looks up the tag made of its parts, empty ones left out.
func find(language, script, region string) (Locale, bool) {
	var buf [24]byte
	tag := append(buf[:0], language...)
	for _, part := range [2]string{script, region} {
		if part != "" {
			tag = append(append(tag, '-'), part...)
		}
	}
	return Find(string(tag))
}

// value finds "key=value" in a text of such pairs, each between semicolons and
// all in the order of the bytes.
func value(pairs, key string) (string, bool) {
	var buf [24]byte
	if key == "" || len(key) >= len(buf) {
		return "", false
	}
	marked := append(append(buf[:0], key...), '=')
	low, high := 0, len(pairs)-1 // both at semicolons
	for low < high {
		start := low + strings.LastIndexByte(pairs[low:(low+high+1)/2], ';')
		end := start + 1 + strings.IndexByte(pairs[start+1:], ';')
		pair := pairs[start+1 : end]
		switch begin := pair[:min(len(pair), len(marked))]; {
		case begin == string(marked):
			return pair[len(marked):], true
		case begin < string(marked):
			low = end
		default:
			high = start
		}
	}
	return "", false
}
