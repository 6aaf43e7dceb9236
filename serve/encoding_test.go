package serve

import "testing"

func TestChooseFollowsTheWeights(t *testing.T) {
	all := []encoding{brotliEncoding, gzipEncoding, identity}
	tests := []struct {
		accept    []string
		available []encoding
		want      encoding
	}{
		{nil, all, identity},
		{[]string{""}, all, identity},
		{[]string{"gzip, deflate, br, zstd"}, all, brotliEncoding},
		{[]string{"br, gzip"}, all, brotliEncoding},
		{[]string{"BR"}, all, brotliEncoding},
		{[]string{"gzip"}, all, gzipEncoding},
		{[]string{"x-gzip"}, all, gzipEncoding},
		{[]string{"br"}, []encoding{identity}, identity},
		{[]string{"br", "gzip"}, []encoding{gzipEncoding, identity}, gzipEncoding},
		{[]string{"br;q=0.5, gzip;q=0.9"}, all, gzipEncoding},
		{[]string{"br ; q=0.9 , gzip ; Q=0.5"}, all, brotliEncoding},
		{[]string{"br;q=0.001"}, all, brotliEncoding},
		{[]string{"br;q=0"}, all, identity},
		{[]string{"br;q=0, gzip;q=0, identity;q=0"}, all, identity},
		{[]string{"identity;q=0, br"}, all, brotliEncoding},
		{[]string{"identity;q=0.5, br;q=0.2"}, all, identity},
		{[]string{"identity, br"}, all, brotliEncoding},
		{[]string{"*"}, all, brotliEncoding},
		{[]string{"*;q=0"}, all, identity},
		{[]string{"*;q=0, gzip"}, all, gzipEncoding},
		{[]string{"br;q=0, *"}, all, gzipEncoding},
		{[]string{"br;q=0.3, gzip;q=0.3, *;q=0.5"}, all, identity},
		{[]string{"br;q=much"}, all, identity},
		{[]string{"br;q=2"}, all, identity},
		{[]string{"br;q=-1"}, all, identity},
		{[]string{"br;q=NaN, gzip"}, all, gzipEncoding},
		{[]string{"brotli"}, all, identity},
		{[]string{",,;,q=1;;"}, all, identity},
	}
	for _, test := range tests {
		available := func(e encoding) bool {
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
		mask |= 1 << identity // always there
		got := choose([]string{accept}, func(e encoding) bool { return mask&(1<<e) != 0 })
		if got < 0 || got >= encodings || mask&(1<<got) == 0 {
			t.Errorf("%q gives %d of %03b", accept, got, mask)
		}
	})
}
