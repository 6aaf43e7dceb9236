package servetest

import "strconv"

// A Case is one request and what has to be answered.
type Case struct {
	Name    string
	Method  string
	Path    string
	Request []string // header lines
	Status  int
	Want    []string // header lines; an empty value: the header is not there
	Body    []byte   // nil: not looked at
	Front   string   // why another answer comes from behind Cloudflare's front; empty: the same does
}

// Header lines of many answers.
const (
	kept    = "Cache-Control: public, max-age=31536000, immutable"
	asked   = "Cache-Control: no-cache"
	never   = "Cache-Control: no-store"
	varies  = "Vary: Accept-Encoding"
	both    = "Vary: Accept-Encoding, Origin"
	wasm    = "Content-Type: application/wasm"
	html    = "Content-Type: text/html; charset=utf-8"
	text    = "Content-Type: application/json"
	script  = "Content-Type: text/javascript; charset=utf-8"
	octets  = "Content-Type: application/octet-stream"
	br      = "Content-Encoding: br"
	zip     = "Content-Encoding: gzip"
	plain   = "Content-Encoding: " // none
	noRange = "Content-Range: "
	inBytes = "Accept-Ranges: bytes"
	allow   = "Allow: GET, HEAD"
	closed  = "Access-Control-Allow-Origin: "
	open    = "Access-Control-Allow-Origin: " + Origin
	exposed = "Access-Control-Expose-Headers: Accept-Ranges, Content-Encoding, Content-Range, ETag"
)

func length(b []byte) string { return "Content-Length: " + strconv.Itoa(len(b)) }

func etag(b []byte, suffix string) string { return `Etag: "` + hash(b) + suffix + `"` }

func none(b []byte, suffix string) string { return `If-None-Match: "` + hash(b) + suffix + `"` }

func part(from, to int, b []byte) string {
	return "Content-Range: bytes " + strconv.Itoa(from) + "-" + strconv.Itoa(to) + "/" + strconv.Itoa(len(b))
}

// Why Cloudflare's front, or the simulation of it, answers otherwise.
const (
	urls    = "it resolves .. and ./ in the address, as a browser does before it asks"
	first   = "it gives the page's types, errors too, the first encoding that is accepted"
	unpacks = "404: the program there unpacks nothing; whoever reads shards accepts br"
	starred = "it sends the page's types uncompressed to who accepts *"
)

// Cases returns the table.
func Cases() []Case {
	shardAddress, loneAddress := "/data/"+shardName(shard), "/data/"+shardName(lone)
	shardBr, programBr, bundledBr := compressed(shard), compressed(program), compressed(bundled)
	end := len(shard) - 1
	from := "Origin: " + Origin
	return []Case{
		// Encodings
		{"page, nothing accepted", "GET", "/", nil, 200, []string{html, asked, plain, varies, etag(page, ""), inBytes}, page, ""},
		{"page with a query", "GET", "/?preset=stride&seed=3&run", nil, 200, []string{html, asked}, page, ""},
		{"program as browsers ask", "GET", programAddress, []string{"Accept-Encoding: gzip, deflate, br, zstd"}, 200, []string{wasm, kept, br, varies, etag(program, "-br"), length(programBr)}, programBr, first},
		{"program, br", "GET", programAddress, []string{"Accept-Encoding: br, gzip"}, 200, []string{wasm, kept, br, varies, etag(program, "-br"), length(programBr)}, programBr, ""},
		{"program, gzip only", "GET", programAddress, []string{"Accept-Encoding: gzip, deflate"}, 200, []string{wasm, kept, zip, varies, etag(program, "-gzip")}, nil, ""},
		{"program, identity only", "GET", programAddress, []string{"Accept-Encoding: identity"}, 200, []string{wasm, kept, plain, varies, etag(program, ""), length(program)}, program, ""},
		{"program, no Accept-Encoding", "GET", programAddress, nil, 200, []string{wasm, plain, varies}, program, ""},
		{"program, br;q=0", "GET", programAddress, []string{"Accept-Encoding: br;q=0, gzip"}, 200, []string{zip}, nil, ""},
		{"program, gzip preferred by weight", "GET", programAddress, []string{"Accept-Encoding: br;q=0.5, gzip;q=0.9"}, 200, []string{zip}, nil, ""},
		{"program, *", "GET", programAddress, []string{"Accept-Encoding: *"}, 200, []string{br}, programBr, starred},
		{"program, accepted in two fields", "GET", programAddress, []string{"Accept-Encoding: deflate", "Accept-Encoding: br"}, 200, []string{br}, programBr, ""},
		{"set, br", "GET", bundledAddress, []string{"Accept-Encoding: br"}, 200, []string{octets, kept, br, both, etag(bundled, "-br"), length(bundledBr)}, bundledBr, ""},
		{"set, identity", "GET", bundledAddress, nil, 200, []string{octets, kept, plain, length(bundled)}, bundled, ""},
		{"set, *", "GET", bundledAddress, []string{"Accept-Encoding: *"}, 200, []string{br}, bundledBr, ""},
		{"set, *;q=0", "GET", bundledAddress, []string{"Accept-Encoding: *;q=0"}, 200, []string{plain}, bundled, ""},
		{"set, nothing acceptable", "GET", bundledAddress, []string{"Accept-Encoding: br;q=0, gzip;q=0, identity;q=0"}, 200, []string{plain}, bundled, ""},
		{"shard, br", "GET", shardAddress, []string{"Accept-Encoding: gzip, br"}, 200, []string{octets, kept, br, both, etag(shard, "-br"), length(shardBr), inBytes}, shardBr, ""},
		{"shard, br;q=0", "GET", shardAddress, []string{"Accept-Encoding: br;q=0"}, 200, []string{octets, kept, plain, both, etag(shard, ""), length(shard)}, shard, ""},
		{"shard without brotli", "GET", loneAddress, []string{"Accept-Encoding: br"}, 200, []string{plain, both, etag(lone, ""), length(lone)}, lone, ""},
		{"shard that is only compressed", "GET", "/data/" + packedUpName, []string{"Accept-Encoding: br"}, 200, []string{octets, kept, br, both, `Etag: "` + hash(packedUp)[:16] + `-br"`}, compressed(packedUp), ""},
		{"shard that is only compressed, identity", "GET", "/data/" + packedUpName, nil, 200, []string{octets, kept, plain, both, length(packedUp)}, packedUp, unpacks},
		{"service worker", "GET", "/service.js", nil, 200, []string{script, asked, plain, varies, etag(keeper, "")}, keeper, ""},
		{"service worker not changed", "GET", "/service.js", []string{none(keeper, "")}, 304, []string{asked}, []byte{}, ""},
		{"app's manifest", "GET", appInfoAddress, nil, 200, []string{"Content-Type: application/manifest+json", kept, plain, varies}, appInfo, ""},
		{"list of sets", "GET", "/data/manifest.json", nil, 200, []string{text, asked, plain}, nil, ""},
		{"list of shards", "GET", "/data/shards.json", nil, 200, []string{text, asked, plain}, manifest, ""},
		{"list of shards, br", "GET", "/data/shards.json", []string{"Accept-Encoding: br"}, 200, []string{text, asked, plain}, manifest, first},

		// HEAD
		{"HEAD of the page", "HEAD", "/", nil, 200, []string{html, asked, length(page), etag(page, "")}, []byte{}, ""},
		{"HEAD of the program", "HEAD", programAddress, []string{"Accept-Encoding: br"}, 200, []string{wasm, kept, br, length(programBr)}, []byte{}, ""},
		{"HEAD of a shard", "HEAD", shardAddress, nil, 200, []string{octets, kept, length(shard), inBytes}, []byte{}, ""},
		{"HEAD with Range", "HEAD", shardAddress, []string{"Range: bytes=0-9"}, 200, []string{length(shard), noRange}, []byte{}, ""},
		{"HEAD of nothing", "HEAD", "/nothing", nil, 404, []string{html, never}, []byte{}, ""},

		// Ranges
		{"range from the beginning", "GET", shardAddress, []string{"Range: bytes=0-99"}, 206, []string{octets, kept, part(0, 99, shard), "Content-Length: 100", etag(shard, "")}, shard[:100], ""},
		{"range in the middle", "GET", shardAddress, []string{"Range: bytes=70000-70999"}, 206, []string{part(70000, 70999, shard), "Content-Length: 1000"}, shard[70000:71000], ""},
		{"open range", "GET", shardAddress, []string{"Range: bytes=1000-"}, 206, []string{part(1000, end, shard)}, shard[1000:], ""},
		{"suffix range", "GET", shardAddress, []string{"Range: bytes=-32"}, 206, []string{"Content-Length: 32", part(end-31, end, shard)}, shard[end-31:], ""},
		{"range past the end", "GET", shardAddress, []string{"Range: bytes=100-99999999"}, 206, []string{part(100, end, shard)}, shard[100:], ""},
		{"whole range", "GET", shardAddress, []string{"Range: bytes=0-"}, 206, []string{part(0, end, shard)}, shard, ""},
		{"range behind the end", "GET", shardAddress, []string{"Range: bytes=" + strconv.Itoa(len(shard)) + "-"}, 416, []string{"Content-Range: bytes */" + strconv.Itoa(len(shard)), "Etag: ", "Cache-Control: "}, nil, ""},
		{"reversed range", "GET", shardAddress, []string{"Range: bytes=9-3"}, 416, nil, nil, ""},
		{"range in another unit", "GET", shardAddress, []string{"Range: images=0-9"}, 200, []string{noRange, length(shard)}, shard, ""},
		{"range of the compressed form", "GET", shardAddress, []string{"Range: bytes=8-15", "Accept-Encoding: br"}, 206, []string{br, etag(shard, "-br"), part(8, 15, shardBr), "Content-Length: 8"}, shardBr[8:16], ""},
		{"range of the program", "GET", programAddress, []string{"Range: bytes=1000-1999"}, 206, []string{wasm, plain, varies, part(1000, 1999, program)}, program[1000:2000], ""},
		{"range of the set, compressed", "GET", bundledAddress, []string{"Range: bytes=8-15", "Accept-Encoding: br"}, 206, []string{br, etag(bundled, "-br"), part(8, 15, bundledBr)}, bundledBr[8:16], ""},
		{"ranges that are more than the whole", "GET", loneAddress, []string{"Range: bytes=0-,0-,0-"}, 200, []string{noRange, length(lone)}, lone, ""},

		// If-Range
		{"If-Range, the same", "GET", shardAddress, []string{"Range: bytes=0-9", `If-Range: "` + hash(shard) + `"`}, 206, nil, shard[:10], ""},
		{"If-Range, another", "GET", shardAddress, []string{"Range: bytes=0-9", `If-Range: "other"`}, 200, []string{noRange, length(shard)}, shard, ""},
		{"If-Range, weak", "GET", shardAddress, []string{"Range: bytes=0-9", `If-Range: W/"` + hash(shard) + `"`}, 200, []string{noRange}, shard, ""},
		{"If-Range, the same in another encoding", "GET", shardAddress, []string{"Range: bytes=0-9", `If-Range: "` + hash(shard) + `"`, "Accept-Encoding: br"}, 200, []string{noRange, br}, shardBr, ""},

		// If-None-Match, If-Match
		{"page not changed", "GET", "/", []string{none(page, "")}, 304, []string{asked, varies, etag(page, ""), "Content-Type: "}, []byte{}, ""},
		{"page not changed, one of a list, weak", "GET", "/", []string{`If-None-Match: "x", W/"` + hash(page) + `"`}, 304, nil, []byte{}, ""},
		{"page not changed, HEAD", "HEAD", "/", []string{none(page, "")}, 304, nil, []byte{}, ""},
		{"page changed", "GET", "/", []string{`If-None-Match: "older", "oldest"`}, 200, nil, page, ""},
		{"program not changed, br", "GET", programAddress, []string{"Accept-Encoding: br", none(program, "-br")}, 304, []string{kept, plain}, []byte{}, first},
		{"program not changed", "GET", programAddress, []string{none(program, "")}, 304, []string{kept, plain}, []byte{}, ""},
		{"program kept in another encoding", "GET", programAddress, []string{"Accept-Encoding: br", none(program, "")}, 200, []string{br}, programBr, ""},
		{"shard not changed", "GET", shardAddress, []string{none(shard, "")}, 304, []string{kept, both, etag(shard, "")}, []byte{}, ""},
		{"If-None-Match: *", "GET", shardAddress, []string{"If-None-Match: *"}, 304, nil, []byte{}, ""},
		{"If-None-Match before Range", "GET", shardAddress, []string{none(shard, ""), "Range: bytes=0-9"}, 304, nil, []byte{}, ""},
		{"If-Match, another", "GET", shardAddress, []string{`If-Match: "other"`}, 412, nil, []byte{}, ""},
		{"If-Match, one of a list", "GET", shardAddress, []string{`If-Match: "other", "` + hash(shard) + `"`}, 200, nil, shard, ""},
		{"If-Modified-Since where no time is known", "GET", "/", []string{"If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT"}, 200, []string{"Last-Modified: "}, page, ""},

		// Methods
		{"POST", "POST", "/", nil, 405, []string{allow, html, never}, nil, ""},
		{"PUT", "PUT", shardAddress, nil, 405, []string{allow}, nil, ""},
		{"DELETE", "DELETE", programAddress, nil, 405, []string{allow}, nil, ""},
		{"OPTIONS", "OPTIONS", "/data/manifest.json", nil, 405, []string{allow}, nil, ""},
		{"POST to the health check", "POST", "/healthz", nil, 405, []string{allow}, nil, ""},
		{"POST to nowhere", "POST", "/nowhere", nil, 404, []string{"Allow: "}, nil, ""},

		// Paths
		{"health", "GET", "/healthz", nil, 200, []string{"Content-Type: text/plain; charset=utf-8", never}, []byte("ok\n"), ""},
		{"nothing there", "GET", "/nothing", nil, 404, []string{html, never, "Etag: ", plain}, nil, ""},
		{"an older build", "GET", "/built/worker.ba9876543210.wasm", nil, 404, []string{never, plain}, nil, ""},
		{"the stored name", "GET", programAddress + ".br", nil, 404, nil, nil, ""},
		{"the stored name of a shard", "GET", shardAddress + ".br", nil, 404, nil, nil, ""},
		{"the page's file", "GET", "/index.html", nil, 404, nil, nil, ""},
		{"the list", "GET", "/built/index.json", nil, 404, nil, nil, ""},
		{"a folder", "GET", "/built/", nil, 404, nil, nil, ""},
		{"the data folder", "GET", "/data/", nil, 404, nil, nil, ""},
		{"a trailing slash", "GET", programAddress + "/", nil, 404, nil, nil, ""},
		{"a trailing slash after a shard", "GET", shardAddress + "/", nil, 404, nil, nil, ""},
		{"a shard that is not there", "GET", "/data/" + shardName(page), nil, 404, []string{never, "Etag: ", "Last-Modified: "}, nil, ""},
		{"another file of the data folder", "GET", "/data/private.txt", nil, 404, nil, nil, ""},
		{"a folder above", "GET", "/built/../data/manifest.json", nil, 404, nil, nil, urls},
		{"a folder above, written out", "GET", "/data/%2e%2e/%2e%2e/etc/passwd", nil, 404, nil, nil, ""},
		{"a slash written out", "GET", "/data%2f..%2fetc", nil, 404, nil, nil, ""},
		{"two slashes", "GET", "//", nil, 404, nil, nil, ""},
		{"two slashes before a name", "GET", "//data/manifest.json", nil, 404, nil, nil, ""},
		{"a backslash", "GET", `/data%5cmanifest.json`, nil, 404, nil, nil, ""},
		{"a zero byte", "GET", "/%00", nil, 404, nil, nil, ""},
		{"letters written out", "GET", "/%64ata/manifest.json", nil, 200, nil, nil, ""},

		// Other origins
		{"data for an origin that may", "GET", shardAddress, []string{from}, 200, []string{open, exposed, both}, shard, ""},
		{"part of the data for an origin that may", "GET", shardAddress, []string{from, "Range: bytes=0-9"}, 206, []string{open, exposed}, shard[:10], ""},
		{"not changed, for an origin that may", "GET", shardAddress, []string{from, none(shard, "")}, 304, []string{open}, nil, ""},
		{"data for an origin that may not", "GET", shardAddress, []string{"Origin: https://other.example"}, 200, []string{closed, both}, shard, ""},
		{"data for no origin", "GET", shardAddress, nil, 200, []string{closed, both}, shard, ""},
		{"list of shards, for an origin that may", "GET", "/data/shards.json", []string{from}, 200, []string{open, asked}, manifest, ""},
		{"no data, for an origin that may", "GET", "/data/nothing", []string{from}, 404, []string{open, "Vary: Origin"}, nil, ""},
		{"page for an origin that may read data", "GET", "/", []string{from}, 200, []string{closed, varies}, page, ""},
		{"preflight", "OPTIONS", shardAddress, []string{from, "Access-Control-Request-Method: GET", "Access-Control-Request-Headers: range"}, 204, []string{open, "Vary: Origin", "Access-Control-Allow-Methods: GET, HEAD", "Access-Control-Allow-Headers: If-Match, If-Modified-Since, If-None-Match, If-Range, If-Unmodified-Since, Range", "Access-Control-Max-Age: 86400"}, []byte{}, ""},
		{"preflight from an origin that may not", "OPTIONS", shardAddress, []string{"Origin: https://other.example", "Access-Control-Request-Method: GET"}, 405, []string{closed, allow}, nil, ""},
		{"preflight for the page", "OPTIONS", "/", []string{from, "Access-Control-Request-Method: GET"}, 405, []string{closed, allow}, nil, ""},
	}
}
