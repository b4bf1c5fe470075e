package locale

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/table"
)

func TestLabelOf(t *testing.T) {
	tests := []struct {
		country      Country
		language     string
		percent      string
		included     string
		excluded     string
		wantCountry  Country
		wantLanguage string
		reason       string
	}{
		{"DE", "de", "19", "inkl. 19\u00a0% MwSt.", "zzgl. MwSt.", "DE", "de", ""},
		{"AT", "de-AT", "20", "inkl. 20\u00a0% USt.", "zzgl. USt.", "AT", "de", "another name next door"},
		{"CH", "de-CH", "8.1", "inkl. 8.1% MWST", "exkl. MWST", "CH", "de", "another name, sign and separator"},
		{"CH", "fr-CH", "8.1", "TVA 8,1% incluse", "hors TVA", "CH", "fr", ""},
		{"CH", "it-CH", "8.1", "IVA 8.1% inclusa", "IVA esclusa", "CH", "it", ""},
		{"FR", "fr-FR", "20", "TVA 20\u00a0% incluse", "hors TVA", "FR", "fr", ""},
		{"BE", "nl", "21", "incl. 21% btw", "excl. btw", "BE", "nl", "three languages, three names"},
		{"BE", "fr", "21", "TVA 21\u00a0% incluse", "hors TVA", "BE", "fr", "three languages, three names"},
		{"BE", "de", "21", "inkl. 21\u00a0% MwSt.", "zzgl. MwSt.", "BE", "de", "three languages, three names"},
		{"FI", "fi", "25.5", "sis. alv 25,5\u00a0%", "ei sis. alv", "FI", "fi", ""},
		{"FI", "sv", "25.5", "inkl. 25,5\u00a0% moms", "exkl. moms", "FI", "sv", ""},
		{"DK", "da", "25", "inkl. 25\u00a0% moms", "ekskl. moms", "DK", "da", ""},
		{"EE", "et", "24", "sis. km 24%", "ilma km-ta", "EE", "et", ""},
		{"LV", "lv", "21", "ieskaitot PVN 21%", "bez PVN", "LV", "lv", ""},
		{"LT", "lt", "21", "su 21\u00a0% PVM", "be PVM", "LT", "lt", ""},
		{"PL", "pl", "23", "w tym 23% VAT", "bez VAT", "PL", "pl", ""},
		{"CZ", "cs", "21", "vč. DPH 21\u00a0%", "bez DPH", "CZ", "cs", ""},
		{"SK", "sk", "23", "vrátane DPH 23\u00a0%", "bez DPH", "SK", "sk", ""},
		{"SI", "sl", "22", "vključno z 22\u00a0% DDV", "brez DDV", "SI", "sl", ""},
		{"HR", "hr", "25", "PDV 25\u00a0% uključen", "bez PDV-a", "HR", "hr", ""},
		{"BA", "bs", "17", "PDV 17% uračunat", "bez PDV-a", "BA", "bs", ""},
		{"BA", "sr-Latn", "17", "uračunat PDV 17%", "bez PDV-a", "BA", "sr-Latn", "of three official languages"},
		{"HU", "hu", "27", "27% áfával", "áfa nélkül", "HU", "hu", "with its case ending"},
		{"DE", "hu", "19", "19% áfa az árban", "áfa nélkül", "DE", "hu", "without one, for names of any kind"},
		{"RO", "ro", "21", "TVA 21\u00a0% inclus", "fără TVA", "RO", "ro", ""},
		{"BG", "bg", "20", "с 20% ДДС", "без ДДС", "BG", "bg", ""},
		{"GR", "el", "24", "με ΦΠΑ 24%", "χωρίς ΦΠΑ", "GR", "el", ""},
		{"CY", "el", "19", "με ΦΠΑ 19%", "χωρίς ΦΠΑ", "CY", "el", ""},
		{"CY", "tr", "19", "%19 KDV dahil", "KDV hariç", "CY", "tr", ""},
		{"IE", "ga", "23", "CBL 23% san áireamh", "gan CBL san áireamh", "IE", "ga", ""},
		{"MT", "mt", "18", "VAT 18% inkluża", "mingħajr VAT", "MT", "mt", ""},
		{"LU", "lb", "17", "inkl. 17\u00a0% TVA", "ouni TVA", "LU", "lb", ""},
		{"ES", "es", "21", "IVA 21\u00a0% incluido", "IVA no incluido", "ES", "es", ""},
		{"MX", "es", "16", "IVA 16% incluido", "más IVA", "MX", "es-419", "the Spanish of the country"},
		{"PE", "es-PE", "18", "IGV 18% incluido", "más IGV", "PE", "es-419", ""},
		{"PT", "pt", "23", "IVA 23% incluído", "IVA não incluído", "PT", "pt-PT", "the Portuguese of the country"},
		{"BR", "pt-BR", "18", "18% de tributos incluídos", "tributos não incluídos", "BR", "pt", ""},
		{"PT", "pt-BR", "23", "IVA de 23% incluído", "IVA não incluído", "PT", "pt", "a Brazilian in Portugal"},
		{"GB", "en-GB", "20", "incl. 20% VAT", "excl. VAT", "GB", "en", ""},
		{"IE", "en", "23", "incl. 23% VAT", "excl. VAT", "IE", "en", ""},
		{"NO", "nb", "25", "inkl. 25\u00a0% mva.", "ekskl. mva.", "NO", "nb", ""},
		{"NO", "no-NO", "25", "inkl. 25\u00a0% mva.", "ekskl. mva.", "NO", "nb", "Norwegian is Bokmål unless it says otherwise"},
		{"IS", "is", "24", "með 24% VSK", "án VSK", "IS", "is", ""},
		{"TR", "tr", "20", "%20 KDV dahil", "KDV hariç", "TR", "tr", "the sign goes first"},
		{"IL", "he", "18", "כולל מע״מ 18%", "לא כולל מע״מ", "IL", "he", ""},
		{"AE", "ar", "5", "شامل ضريبة القيمة المضافة 5\u200e%\u200e", "غير شامل ضريبة القيمة المضافة", "AE", "ar", "the marks of direction are those of CLDR"},
		{"ZA", "af", "15", "15% BTW ingesluit", "BTW uitgesluit", "ZA", "af", ""},
		{"JP", "ja-JP", "10", "税込（消費税10%）", "税抜", "JP", "ja", ""},
		{"KR", "ko", "10", "부가세 10% 포함", "부가세 별도", "KR", "ko", ""},
		{"CN", "zh", "13", "含13%增值税", "不含增值税", "CN", "zh", ""},
		{"TW", "zh-TW", "5", "含5%營業稅", "未稅", "TW", "zh-Hant", ""},
		{"TW", "zh", "5", "含5%營業稅", "未稅", "TW", "zh-Hant", "the script of the country"},
		{"TW", "zh-CN", "5", "含5%增值税", "不含增值税", "TW", "zh", "unless the reader says another"},
		{"SG", "zh", "9", "含9%消费税", "不含消费税", "SG", "zh", "GST in Chinese"},
		{"SG", "ms", "9", "termasuk GST 9%", "tidak termasuk GST", "SG", "ms", ""},
		{"TH", "th", "7", "รวมภาษีมูลค่าเพิ่ม 7%", "ไม่รวมภาษีมูลค่าเพิ่ม", "TH", "th", ""},
		{"IN", "hi", "18", "18% जीएसटी सहित", "जीएसटी अतिरिक्त", "IN", "hi", ""},
		{"IN", "en-IN", "18", "incl. 18% GST", "excl. GST", "IN", "en", ""},
		{"AU", "en-AU", "10", "incl. 10% GST", "excl. GST", "AU", "en", ""},
		{"AU", "de", "10", "inkl. 10\u00a0% GST", "zzgl. GST", "AU", "de", "a name that holds in all languages"},
		{"CA", "en-CA", "13", "incl. 13% GST/HST", "plus GST/HST", "CA", "en", ""},
		{"CA", "fr-CA", "13", "TPS/TVQ/TVH 13\u00a0% incluses", "TPS/TVQ/TVH en sus", "CA", "fr-CA", "with the tax of Quebec"},
		{"AX", "sv", "25.5", "inkl. 25,5\u00a0% moms", "exkl. moms", "AX", "sv", "outside of the Union's VAT area, and under that of Finland"},
		{"RE", "fr", "8.5", "TVA 8,5\u00a0% incluse", "hors TVA", "RE", "fr", "the VAT of France at a rate of its own"},
		{"GF", "fr", "20", "", "", "GF", "fr", "and not in Guiana"},
		{"DO", "es", "18", "ITBIS 18% incluido", "más ITBIS", "DO", "es-419", ""},
		{"US", "en-US", "7.25", "incl. 7.25% sales tax", "plus sales tax", "US", "en", ""},
		{"US", "de", "7", "inkl. 7\u00a0% Steuer", "zzgl. Steuer", "", "de", "German has no name for this tax: it speaks in general"},
		{"US", "pl", "7", "w tym 7% podatku", "bez podatku", "", "pl", "in general, with the case that goes with it"},
		{"US", "es", "7", "impuestos del 7% incluidos", "más impuestos", "", "es-419", "the Spanish of the country"},
		{"HK", "zh-HK", "5", "", "", "HK", "zh-Hant", "no such tax, and it shows"},
		{"HK", "en", "5", "", "", "HK", "en", "no such tax, and it shows"},
		{"DE", "en", "19", "incl. 19\u00a0% VAT", "excl. VAT", "DE", "en", "an English reader in Germany sees the percentage as it is written there"},
		{"DE", "ko", "19", "부가세 19% 포함", "부가세 별도", "DE", "ko", "Korean words for the German tax"},
		{"DE", "sw", "19", "incl. 19\u00a0% VAT", "excl. VAT", "DE", "en", "no Swahili words: English, and it shows"},
		{"XI", "en", "20", "incl. 20% VAT", "excl. VAT", "XI", "en", ""},
		{"AQ", "sw", "10", "incl. 10% tax", "excl. tax", "", "en", "nothing known"},
		{"", "und", "0", "incl. 0% tax", "excl. tax", "", "en", "nothing known"},
		{"", "zh-Hant-US", "5", "含稅（5%）", "不含稅", "", "zh-Hant", ""},
	}
	for _, tt := range tests {
		l := LabelOf(tt.country, language.Make(tt.language))
		if got := l.TaxIncluded(decimal.RequireFromString(tt.percent)); got != tt.included {
			t.Errorf("%s %s: %+q, want %+q (%s)", tt.country, tt.language, got, tt.included, tt.reason)
		}
		if l.TaxExcluded != tt.excluded {
			t.Errorf("%s %s: %q, want %q (%s)", tt.country, tt.language, l.TaxExcluded, tt.excluded, tt.reason)
		}
		if strings.Contains(l.TaxInPrice, "%") || (l.TaxInPrice == "") != (tt.included == "") {
			t.Errorf("%s %s: %q (%s)", tt.country, tt.language, l.TaxInPrice, tt.reason)
		}
		if l.Country != tt.wantCountry || l.Language.String() != tt.wantLanguage {
			t.Errorf("%s %s: found %q %v (%s)", tt.country, tt.language, l.Country, l.Language, tt.reason)
		}
	}
}

// TestLabelSources checks that each row of the embedded table says where its
// text is from, and when it was read.
func TestLabelSources(t *testing.T) {
	columns := []string{"country", "language", "key", "text", "source", "source_date"}
	err := readTable("labels.csv", strings.NewReader(labelsCSV), columns, func(row table.Row) error {
		var read currency.Date
		if err := row.Parse("source_date", &read); err != nil {
			return err
		}
		if read.IsZero() {
			t.Errorf("line %d: no source_date", row.Line)
		}
		return checkSource(row)
	})
	if err != nil {
		t.Error(err)
	}
}
