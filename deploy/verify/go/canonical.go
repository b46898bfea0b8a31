package main

import (
	"encoding/json"
	"sort"
	"strings"
	"unicode/utf16"
)

// canonical writes a decoded JSON value as RFC 8785 wants it. Numbers stay as they were written: whoever signed wrote them so.
func canonical(value any) string {
	var text strings.Builder
	write(&text, value)
	return text.String()
}

func write(text *strings.Builder, value any) {
	switch value := value.(type) {
	case nil:
		text.WriteString("null")
	case bool:
		if value {
			text.WriteString("true")
		} else {
			text.WriteString("false")
		}
	case json.Number:
		text.WriteString(value.String())
	case string:
		writeString(text, value)
	case []any:
		text.WriteByte('[')
		for index, one := range value {
			if index > 0 {
				text.WriteByte(',')
			}
			write(text, one)
		}
		text.WriteByte(']')
	case map[string]any:
		names := make([]string, 0, len(value))
		for name := range value {
			names = append(names, name)
		}
		sort.Slice(names, func(one, other int) bool { return before(names[one], names[other]) })
		text.WriteByte('{')
		for index, name := range names {
			if index > 0 {
				text.WriteByte(',')
			}
			writeString(text, name)
			text.WriteByte(':')
			write(text, value[name])
		}
		text.WriteByte('}')
	}
}

// before compares by UTF-16 code units, as the RFC does.
func before(one, other string) bool {
	a, b := utf16.Encode([]rune(one)), utf16.Encode([]rune(other))
	for index := 0; index < len(a) && index < len(b); index++ {
		if a[index] != b[index] {
			return a[index] < b[index]
		}
	}
	return len(a) < len(b)
}

const hexDigits = "0123456789abcdef"

func writeString(text *strings.Builder, value string) {
	text.WriteByte('"')
	for _, sign := range value {
		switch {
		case sign == '"' || sign == '\\':
			text.WriteByte('\\')
			text.WriteRune(sign)
		case sign == '\b':
			text.WriteString(`\b`)
		case sign == '\f':
			text.WriteString(`\f`)
		case sign == '\n':
			text.WriteString(`\n`)
		case sign == '\r':
			text.WriteString(`\r`)
		case sign == '\t':
			text.WriteString(`\t`)
		case sign < 0x20:
			text.WriteString(`\u00`)
			text.WriteByte(hexDigits[sign>>4])
			text.WriteByte(hexDigits[sign&15])
		default:
			text.WriteRune(sign)
		}
	}
	text.WriteByte('"')
}
