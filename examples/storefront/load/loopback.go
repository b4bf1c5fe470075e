package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"
)

// loopback refuses addresses that are not of this machine.
func loopback(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" || u.Hostname() == "" || (u.Path != "" && u.Path != "/") || u.RawQuery != "" || u.User != nil {
		return fmt.Errorf("-url %q: want http://localhost:8080, without path", address)
	}
	if host := u.Hostname(); host != "localhost" {
		if ip, err := netip.ParseAddr(host); err != nil || !ip.IsLoopback() {
			return fmt.Errorf("-url %q: only localhost and addresses of the loopback interface are asked", address)
		}
	}
	return nil
}

// onlyLoopback ends a connection before it is made, if a name such as localhost
// turns out to stand for another machine.
func onlyLoopback(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !at.Addr().Unmap().IsLoopback() {
		return fmt.Errorf("%s is not on the loopback interface", address)
	}
	return nil
}

// client is an HTTP client that goes through no proxy, follows nothing and keeps
// its connections.
func client(connections int) *http.Client {
	dialer := &net.Dialer{Timeout: 5 * time.Second, ControlContext: func(_ context.Context, network, address string, c syscall.RawConn) error {
		return onlyLoopback(network, address, c)
	}}
	return &http.Client{
		Timeout:       30 * time.Second,
		Transport:     &http.Transport{DialContext: dialer.DialContext, MaxIdleConnsPerHost: connections, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
