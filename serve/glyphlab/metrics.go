package main

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"glyphlab/serve/wire"
)

// metricsAddress is where Prometheus finds the metrics.
const metricsAddress = "/metrics"

// metrics count what was answered.
type metrics struct {
	registry    *prometheus.Registry
	answers     *prometheus.CounterVec
	bytes       prometheus.Counter
	seconds     prometheus.Histogram
	connections prometheus.Gauge
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		answers: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "glyphlab_http_answers_total", Help: "Requests that were answered, by method and status.",
		}, []string{"method", "status"}),
		bytes: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "glyphlab_http_sent_bytes_total", Help: "Bytes of the answers' bodies that were sent.",
		}),
		seconds: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "glyphlab_http_answer_seconds", Help: "How long answers took until their last byte was handed on.",
			Buckets: []float64{.0001, .001, .01, .1, 1, 10, 100},
		}),
		connections: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "glyphlab_http_connections", Help: "Connections that are open.",
		}),
	}
	m.registry.MustRegister(m.answers, m.bytes, m.seconds, m.connections,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// count notes one answer.
func (m *metrics) count(e wire.Exchange) {
	m.answers.WithLabelValues(known(e.Method), strconv.Itoa(e.Status)).Inc()
	m.bytes.Add(float64(e.Sent))
	m.seconds.Observe(e.Took.Seconds())
}

// known returns the method, or "other": clients make up what they like, and
// each would be counted for ever.
func known(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPost:
		return method
	}
	return "other"
}

// beside answers with the metrics at their address, and with next elsewhere.
func (m *metrics) beside(next http.Handler) http.Handler {
	own := promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Timeout: 5 * time.Second})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == metricsAddress {
			w.Header().Set("Cache-Control", "no-store")
			own.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}
