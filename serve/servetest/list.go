package servetest

import (
	"fmt"
	"strings"
)

// List returns the table for the documentation, in Markdown.
func List() string {
	var list strings.Builder
	list.WriteString("| case | request | status | behind Cloudflare's front |\n| --- | --- | --- | --- |\n")
	for _, c := range Cases() {
		request := c.Method
		for _, line := range c.Request {
			request += ", " + shorten(line)
		}
		front := "the same"
		if c.Front != "" {
			front = c.Front
		}
		fmt.Fprintf(&list, "| %s | %s | %d | %s |\n", c.Name, request, c.Status, front)
	}
	for _, c := range timeCases {
		fmt.Fprintf(&list, "| shard, by its time: %s | GET | %d | the same |\n", c.name, c.status)
	}
	list.WriteString("| the list of sets and that of shards, their own ETags | GET, If-None-Match | 304 | the same |\n")
	list.WriteString("| several ranges of a shard | GET, Range: bytes=5-8,100-199,-4 | 206, multipart/byteranges | the same |\n")
	list.WriteString("| several ranges of the program | GET, Range: bytes=5-8,100-199,-4 | 206, multipart/byteranges | the same |\n")
	return list.String()
}

// shorten leaves of a hash what shows that it is one.
func shorten(line string) string {
	for _, data := range [][]byte{page, program, keeper, bundled, shard, lone} {
		line = strings.ReplaceAll(line, hash(data), hash(data)[:6]+"…")
	}
	return strings.ReplaceAll(line, "*", `\*`)
}
