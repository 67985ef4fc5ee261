package simd

import "testing"

func TestLimitOnlyLowers(t *testing.T) {
	defer Force(Hardware())()
	if old := Limit(Portable); old != Hardware() {
		t.Errorf("Limit returned %v, want %v", old, Hardware())
	}
	Limit(AVX512)
	if got := Active(); got != Portable {
		t.Errorf("Limit(AVX512) raised the tier to %v", got)
	}
}

func TestParse(t *testing.T) {
	for _, tier := range []Tier{Portable, AVX2, AVX512} {
		if got, err := Parse(tier.String()); err != nil || got != tier {
			t.Errorf("Parse(%q) = %v, %v", tier.String(), got, err)
		}
	}
	if _, err := Parse("sse9"); err == nil {
		t.Error("Parse accepted an unknown tier")
	}
}
