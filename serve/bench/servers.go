package main

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"text/template"
	"time"
)

// A server is one that is measured, with the processes that it starts.
type server struct {
	name, url string
	command   *exec.Cmd
}

func (s *server) stop() {
	s.command.Process.Signal(syscall.SIGTERM)
	s.command.Wait()
}

// processes returns the directories in /proc of the server's processes.
func (s *server) processes() ([]string, error) {
	first := "/proc/" + strconv.Itoa(s.command.Process.Pid)
	children, err := os.ReadFile(first + "/task/" + filepath.Base(first) + "/children")
	if err != nil {
		return nil, err
	}
	all := []string{first}
	for _, id := range strings.Fields(string(children)) {
		all = append(all, "/proc/"+id)
	}
	return all, nil
}

// memory returns the megabytes that the server's processes take, what they
// share counted once.
func (s *server) memory() (float64, error) {
	processes, err := s.processes()
	if err != nil {
		return 0, err
	}
	total := 0.0
	share := regexp.MustCompile(`(?m)^Pss:\s+(\d+) kB`)
	for _, p := range processes {
		text, err := os.ReadFile(p + "/smaps_rollup")
		if err != nil {
			return 0, err
		}
		found := share.FindSubmatch(text)
		if found == nil {
			return 0, fmt.Errorf("%s/smaps_rollup has no line Pss", p)
		}
		kilobytes, err := strconv.ParseFloat(string(found[1]), 64)
		if err != nil {
			return 0, err
		}
		total += kilobytes * 1024 / 1e6
	}
	return total, nil
}

// tick is Linux's unit of processors' time, for programs.
const tick = 10 * time.Millisecond

// cpu returns the processors' time that the server took until now.
func (s *server) cpu() (time.Duration, error) {
	processes, err := s.processes()
	if err != nil {
		return 0, err
	}
	var total time.Duration
	for _, p := range processes {
		text, err := os.ReadFile(p + "/stat")
		if err != nil {
			return 0, err
		}
		// What stands behind the name, which may contain anything, from the
		// third field on.
		fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
		for _, field := range fields[11:13] { // in the program, in the kernel
			n, err := strconv.Atoi(field)
			if err != nil {
				return 0, err
			}
			total += time.Duration(n) * tick
		}
	}
	return total, nil
}

// says is what a server begins a line with, to say where it is.
const says = "Glyphlab is at "

// startGlyphlab serves the data folder and returns when it answers.
func startGlyphlab(ctx context.Context, program, data string) (*server, error) {
	command := exec.CommandContext(ctx, program, "serve", "-addr", "127.0.0.1:0", "-shards", data)
	out, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	command.Stderr = os.Stderr
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("glyphlab (make build makes it): %w", err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if url, ok := strings.CutPrefix(lines.Text(), says); ok {
			return &server{"glyphlab", url, command}, nil
		}
	}
	return nil, fmt.Errorf("glyphlab ended without saying where it is: %w", command.Wait())
}

//go:embed nginx.conf
var nginxConfig string

// startNginx serves folder/site and returns when it answers.
func startNginx(ctx context.Context, folder string) (*server, error) {
	place, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := place.Addr().String()
	place.Close()
	brotli, _ := filepath.Glob("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
	if len(brotli) == 0 {
		return nil, fmt.Errorf("nginx has no module that sends files compressed with brotli (Debian: apt-get install libnginx-mod-http-brotli-static)")
	}
	parsed, err := template.New("nginx.conf").Parse(nginxConfig)
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	if err := parsed.Execute(&text, map[string]any{"Folder": folder, "Address": address, "Brotli": brotli[0], "Root": os.Getuid() == 0}); err != nil {
		return nil, err
	}
	config := filepath.Join(folder, "nginx.conf")
	if err := os.WriteFile(config, text.Bytes(), 0o666); err != nil {
		return nil, err
	}
	command := exec.CommandContext(ctx, "nginx", "-c", config, "-p", folder, "-e", "stderr")
	command.Stderr = os.Stderr
	if err := command.Start(); err != nil {
		return nil, err
	}
	s := &server{"nginx", "http://" + address, command}
	for {
		answer, err := http.Get(s.url + "/")
		if err == nil {
			answer.Body.Close()
			return s, nil
		}
		if err := command.Process.Signal(syscall.Signal(0)); err != nil || ctx.Err() != nil {
			return nil, fmt.Errorf("nginx ended before it answered: %w", command.Wait())
		}
	}
}
