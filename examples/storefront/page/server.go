package page

import (
	"log/slog"
	"net/http"
	"time"
)

// Server returns a server with a limit on everything that a client can make it
// wait for or hold.
func Server(address string, h http.Handler, log *slog.Logger) *http.Server {
	s := &http.Server{
		Addr:              address,
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
	}
	if log != nil {
		s.ErrorLog = slog.NewLogLogger(log.Handler(), slog.LevelWarn)
	}
	return s
}
