package main

import (
	"strings"
	"testing"
)

func TestMetricsCountAnswers(t *testing.T) {
	r := serving(t)
	get(t, r.url)
	get(t, r.url+"/nothing")
	answer, text := get(t, r.url+"/metrics")
	if kind := answer.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/plain; version=0.0.4") {
		t.Errorf("type %q, want Prometheus' text format", kind)
	}
	for _, want := range []string{
		`glyphlab_http_answers_total{method="GET",status="200"} 1`,
		`glyphlab_http_answers_total{method="GET",status="404"} 1`,
		"glyphlab_http_sent_bytes_total ",
		"glyphlab_http_answer_seconds_count 2",
		"glyphlab_http_connections 1",
		"go_goroutines ",
		"process_resident_memory_bytes ",
	} {
		if !strings.Contains(text, "\n"+want) {
			t.Errorf("there is no %q in\n%s", want, text)
		}
	}
}
