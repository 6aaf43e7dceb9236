package state

// Copied says that something ("link", "log" or "speeds") is on the clipboard now, or
// with an empty name that this is no longer news.
func (p *Page) Copied(what string) {
	p.copied = what
	p.changed()
}

// CopyTitle returns the title of the button that copies something.
func (p *Page) CopyTitle(what, title string) string {
	if p.copied == what {
		return "Copied"
	}
	return title
}
