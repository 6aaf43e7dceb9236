package main

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// A result is what wrk measured.
type result struct {
	requests, bytes float64 // a second
	cpu             float64 // the server's, microseconds a request
	ratio           float64 // of the requests to those of nginx
}

// median returns the median of each figure.
func median(results []result) result {
	of := func(figure func(result) float64) float64 {
		sorted := make([]float64, len(results))
		for i, r := range results {
			sorted[i] = figure(r)
		}
		slices.Sort(sorted)
		return sorted[len(sorted)/2]
	}
	return result{
		requests: of(func(r result) float64 { return r.requests }),
		bytes:    of(func(r result) float64 { return r.bytes }),
		cpu:      of(func(r result) float64 { return r.cpu }),
		ratio:    of(func(r result) float64 { return r.ratio }),
	}
}

var measured = regexp.MustCompile(`(?s)(\d+) requests in [\d.]+\w+, [\d.]+[KMGT]?B read\n(.*)Requests/sec:\s+([\d.]+)\nTransfer/sec:\s+([\d.]+)([KMGT]?)B`)

// measure asks the server for the file at address, over so many connections,
// for that long.
func measure(ctx context.Context, s *server, address string, connections int, duration time.Duration) (result, error) {
	threads := min(connections, 2)
	before, err := s.cpu()
	if err != nil {
		return result{}, err
	}
	out, err := exec.CommandContext(ctx, "wrk", "-t", strconv.Itoa(threads), "-c", strconv.Itoa(connections),
		"-d", duration.String(), "--timeout", "30s", "-H", "Accept-Encoding: br", s.url+address).CombinedOutput()
	if err != nil {
		return result{}, fmt.Errorf("wrk: %w: %s", err, out)
	}
	after, err := s.cpu()
	if err != nil {
		return result{}, err
	}
	found := measured.FindStringSubmatch(string(out))
	if found == nil {
		return result{}, fmt.Errorf("wrk said what was not expected: %s", out)
	}
	if found[2] != "" {
		return result{}, fmt.Errorf("not every request was answered: %s", found[2])
	}
	requests, err := strconv.ParseFloat(found[3], 64)
	if err != nil {
		return result{}, err
	}
	bytes, err := strconv.ParseFloat(found[4], 64)
	if err != nil {
		return result{}, err
	}
	for _, unit := range []string{"", "K", "M", "G", "T"} {
		if unit == found[5] {
			break
		}
		bytes *= 1024
	}
	total, err := strconv.ParseFloat(found[1], 64)
	if err != nil {
		return result{}, err
	}
	if total == 0 {
		return result{}, fmt.Errorf("no request was answered within %v: the machine has too much else to do, or -time is too short", duration)
	}
	return result{requests: requests, bytes: bytes, cpu: float64((after - before).Microseconds()) / total}, nil
}
