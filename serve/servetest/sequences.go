package servetest

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"
)

// timeCases are requests with the time of a shard, or an EARLIER one than was
// TOLD.
var timeCases = []struct {
	name    string
	request []string
	status  int
}{
	{"not modified since", []string{"If-Modified-Since: TOLD"}, 304},
	{"modified since", []string{"If-Modified-Since: EARLIER"}, 200},
	{"a time that is none", []string{"If-Modified-Since: yesterday"}, 200},
	{"another ETag takes precedence", []string{"If-Modified-Since: TOLD", `If-None-Match: "other"`}, 200},
	{"its ETag takes precedence", []string{"If-Modified-Since: EARLIER", `If-None-Match: "` + hash(shard) + `"`}, 304},
	{"a part, if not modified since", []string{"Range: bytes=0-9", "If-Range: TOLD"}, 206},
	{"a part, if modified since", []string{"Range: bytes=0-9", "If-Range: EARLIER"}, 200},
	{"unless modified since", []string{"If-Unmodified-Since: TOLD"}, 200},
	{"unless modified since, and it is", []string{"If-Unmodified-Since: EARLIER"}, 412},
}

// checkTimes asks with the time that an answer told.
func checkTimes(t *testing.T, base string) {
	address := base + "/data/" + shardName(shard)
	told := Ask(t, "GET", address, nil).Header.Get("Last-Modified")
	when, err := http.ParseTime(told)
	if err != nil {
		t.Fatalf("Last-Modified: %q, want a time: %v", told, err)
	}
	earlier := when.Add(-time.Hour).Format(http.TimeFormat)
	for _, c := range timeCases {
		request := make([]string, len(c.request))
		for i, line := range c.request {
			request[i] = strings.NewReplacer("TOLD", told, "EARLIER", earlier).Replace(line)
		}
		t.Run(c.name, func(t *testing.T) {
			if got := Ask(t, "GET", address, Headers(request...)); got.StatusCode != c.status {
				t.Errorf("status %d, want %d", got.StatusCode, c.status)
			}
		})
	}
}

// checkLists asks whether the lists have changed since they were read, and
// whether the list of sets is one and leads to that of shards.
func checkLists(t *testing.T, base string) {
	for _, address := range []string{"/data/manifest.json", "/data/shards.json"} {
		tag := Ask(t, "GET", base+address, nil).Header.Get("Etag")
		if len(tag) < 5 || tag[0] != '"' {
			t.Errorf("%s: ETag: %s, want a strong one", address, tag)
		}
		if got := Ask(t, "GET", base+address, Headers("If-None-Match: "+tag)); got.StatusCode != 304 {
			t.Errorf("%s: status %d, want 304", address, got.StatusCode)
		}
	}
	var list struct {
		Sets   []any
		Shards string
	}
	text := Ask(t, "GET", base+"/data/manifest.json", nil).Body
	if err := json.Unmarshal(text, &list); err != nil || list.Sets == nil || list.Shards != "/data/shards.json" {
		t.Errorf("the list of sets does not name that of shards (%v): %s", err, text)
	}
}

func checkSeveralRanges(t *testing.T, base string) {
	for name, c := range map[string]struct {
		address string
		content []byte
	}{
		"of a shard":     {"/data/" + shardName(lone), lone},
		"of the program": {programAddress, program},
	} {
		t.Run(name, func(t *testing.T) {
			got := Ask(t, "GET", base+c.address, Headers("Range: bytes=5-8,100-199,-4"))
			kind, parameters, err := mime.ParseMediaType(got.Header.Get("Content-Type"))
			if got.StatusCode != 206 || err != nil || kind != "multipart/byteranges" {
				t.Fatalf("status %d, type %q, want 206, multipart/byteranges", got.StatusCode, got.Header.Get("Content-Type"))
			}
			parts := multipart.NewReader(bytes.NewReader(got.Body), parameters["boundary"])
			for _, want := range [][]byte{c.content[5:9], c.content[100:200], c.content[len(c.content)-4:]} {
				part, err := parts.NextPart()
				if err != nil {
					t.Fatal(err)
				}
				if have, err := io.ReadAll(part); err != nil || !bytes.Equal(have, want) {
					t.Errorf("%s: %q, want %q (%v)", part.Header.Get("Content-Range"), have, want, err)
				}
			}
		})
	}
}
