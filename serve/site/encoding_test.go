package site

import "testing"

func TestChooseFollowsTheWeights(t *testing.T) {
	all := []Encoding{Brotli, Gzip, Identity}
	tests := []struct {
		accept    []string
		available []Encoding
		want      Encoding
	}{
		{nil, all, Identity},
		{[]string{""}, all, Identity},
		{[]string{"gzip, deflate, br, zstd"}, all, Brotli},
		{[]string{"br, gzip"}, all, Brotli},
		{[]string{"BR"}, all, Brotli},
		{[]string{"gzip"}, all, Gzip},
		{[]string{"x-gzip"}, all, Gzip},
		{[]string{"br"}, []Encoding{Identity}, Identity},
		{[]string{"br", "gzip"}, []Encoding{Gzip, Identity}, Gzip},
		{[]string{"br;q=0.5, gzip;q=0.9"}, all, Gzip},
		{[]string{"br ; q=0.9 , gzip ; Q=0.5"}, all, Brotli},
		{[]string{"br;q=0.001"}, all, Brotli},
		{[]string{"br;q=0"}, all, Identity},
		{[]string{"br;q=0, gzip;q=0, identity;q=0"}, all, Identity},
		{[]string{"identity;q=0, br"}, all, Brotli},
		{[]string{"identity;q=0.5, br;q=0.2"}, all, Identity},
		{[]string{"identity, br"}, all, Brotli},
		{[]string{"*"}, all, Brotli},
		{[]string{"*;q=0"}, all, Identity},
		{[]string{"*;q=0, gzip"}, all, Gzip},
		{[]string{"br;q=0, *"}, all, Gzip},
		{[]string{"br;q=0.3, gzip;q=0.3, *;q=0.5"}, all, Identity},
		{[]string{"br;q=much"}, all, Identity},
		{[]string{"br;q=2"}, all, Identity},
		{[]string{"br;q=-1"}, all, Identity},
		{[]string{"br;q=NaN, gzip"}, all, Gzip},
		{[]string{"brotli"}, all, Identity},
		{[]string{",,;,q=1;;"}, all, Identity},
	}
	for _, test := range tests {
		available := func(e Encoding) bool {
			for _, a := range test.available {
				if a == e {
					return true
				}
			}
			return false
		}
		if got := choose(test.accept, available); got != test.want {
			t.Errorf("%q of %v gives %v, want %v", test.accept, test.available, got, test.want)
		}
	}
}

func FuzzChooseTakesOnlyWhatThereIs(f *testing.F) {
	f.Add("gzip, deflate, br;q=0.5", uint8(7))
	f.Add("*;q=0", uint8(4))
	f.Fuzz(func(t *testing.T, accept string, mask uint8) {
		mask |= 1 << Identity // always there
		got := choose([]string{accept}, func(e Encoding) bool { return mask&(1<<e) != 0 })
		if got < 0 || got >= Encodings || mask&(1<<got) == 0 {
			t.Errorf("%q gives %d of %03b", accept, got, mask)
		}
	})
}
