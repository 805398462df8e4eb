// Package greet is the dependency that the Go project of the tests downloads.
package greet

// Hello greets somebody.
func Hello(name string) string {
	return "hello, " + name
}
