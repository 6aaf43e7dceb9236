// Package browser holds the tests that use the built page as a person does: a
// real server, a real headless Chromium, mouse, keys and fingers. They need
// what "make build" makes, and a Chromium.
package browser
