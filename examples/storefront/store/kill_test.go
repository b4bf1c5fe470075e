package store

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/landedhq/landed/examples/storefront/store/storetest"
)

// The environment of a process that orders until it is killed.
const (
	killURL   = "STORE_TEST_KILL_URL"
	killRound = "STORE_TEST_KILL_ROUND"
)

func TestMain(m *testing.M) {
	if url := os.Getenv(killURL); url != "" {
		fmt.Println("failed", orderUntilKilled(url, os.Getenv(killRound)))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// customers is how many order at a time in the process that is killed.
const customers = 4

// orderUntilKilled places orders and gives a part of some back, and says on
// standard output what it begins and what is done.
func orderUntilKilled(url, round string) error {
	s, err := Open(context.Background(), url)
	if err != nil {
		return err
	}
	failed := make(chan error)
	for customer := range customers {
		go func() {
			for n := 0; ; n++ {
				key := fmt.Sprintf("%s-%d-%d", round, customer, n)
				if err := orderOnce(s, key, 5+n%20, n%3 == 0); err != nil {
					failed <- err
				}
			}
		}()
	}
	return <-failed
}

func orderOnce(s *Store, key string, lines int, giveBack bool) error {
	fmt.Println("begin", key)
	o, _, err := s.Place(context.Background(), order(key, lines))
	if err != nil {
		return err
	}
	fmt.Println("placed", key)
	if !giveBack {
		return nil
	}
	_, _, err = s.Refund(context.Background(), o.ID, "r", func(Order, []Refund) (Refund, error) { return refund(1000), nil })
	if err != nil {
		return err
	}
	fmt.Println("refunded", key)
	return nil
}

// told is what a killed process said: how far each order came.
type told map[string]string

// runAndKill runs a process that orders and kills it after so many words.
func runAndKill(t *testing.T, url, round string, words int) told {
	t.Helper()
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), killURL+"="+url, killRound+"="+round)
	command.Stderr = os.Stderr
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	// A process that says nothing is killed too, and has then begun nothing.
	stuck := time.AfterFunc(operation, func() { command.Process.Kill() })
	defer stuck.Stop()
	said, lines := told{}, bufio.NewReader(out)
	for n := 0; ; n++ {
		if n == words {
			command.Process.Kill() // SIGKILL: it cannot clean up
		}
		line, err := lines.ReadString('\n')
		if err != nil {
			if err != io.EOF {
				t.Error(err)
			}
			break // what is cut off was not said
		}
		word, what, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if word == "failed" {
			t.Errorf("round %s: the process failed: %s", round, what)
		}
		said[what] = word
	}
	command.Wait()
	if len(said) < customers {
		t.Fatalf("round %s: only %d orders were begun", round, len(said))
	}
	return said
}

// A process that is killed at any moment leaves no half order, loses none that it
// said it had placed, and who asks again gets one order.
func TestKill(t *testing.T) {
	rounds := 12
	if testing.Short() {
		rounds = 3
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	storetest.Databases(t, func(t *testing.T, url string) {
		rnd := rand.New(rand.NewPCG(seed, 0))
		all := told{}
		under := 0
		for round := range rounds {
			for key, word := range runAndKill(t, url, fmt.Sprint(round), customers+rnd.IntN(60)) {
				if all[key] = word; word == "begin" {
					under++
				}
			}
		}
		if under == 0 {
			t.Error("no order was under way when its process was killed: this shows nothing")
		}
		s := opened(t, url)
		checkTold(t, s, all)
		lost := 0
		for key, word := range all {
			if word != "begin" {
				continue
			}
			// The customer clicks again.
			_, placed, err := s.Place(t.Context(), order(key, lines(key)))
			if err != nil {
				t.Errorf("order %s, again: %v", key, err)
			}
			if all[key] = "placed"; placed {
				lost++
			}
		}
		t.Logf("%d orders, %d under way when killed, %d of these not stored", len(all), under, lost)
		if n := checkTold(t, s, all); n != len(all) {
			t.Errorf("%d orders after all have asked again, want %d", n, len(all))
		}
		if s.db.name == "SQLite" {
			var verdict string
			if err := s.db.read.QueryRow(`PRAGMA integrity_check`).Scan(&verdict); err != nil || verdict != "ok" {
				t.Errorf("the file is %s (%v)", verdict, err)
			}
		}
	})
}

// lines is how many the order of a key has.
func lines(key string) int {
	var round, customer, n int
	fmt.Sscanf(key, "%d-%d-%d", &round, &customer, &n)
	return 5 + n%20
}

// checkTold checks that all orders in the database are whole and were begun, and
// that those which were said to be placed or refunded are. It returns how many
// there are.
func checkTold(t *testing.T, s *Store, all told) int {
	t.Helper()
	stored := map[string]bool{}
	err := s.AllOrders(t.Context(), func(o Order, refunds []Refund) error {
		if stored[o.Key] {
			t.Errorf("order %s is there twice", o.Key)
		}
		stored[o.Key] = true
		if all[o.Key] == "" || len(o.Lines) != lines(o.Key) {
			t.Errorf("order %s with %d lines was never begun", o.Key, len(o.Lines))
		}
		if err := whole(o); err != nil {
			t.Error(err)
		}
		if want := map[int]string{0: Placed, 1: PartlyRefunded}[len(refunds)]; o.Status != want {
			t.Errorf("order %s with %d refunds is %s", o.Key, len(refunds), o.Status)
		}
		if all[o.Key] == "refunded" && len(refunds) != 1 {
			t.Errorf("order %s has lost its refund", o.Key)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	for key, word := range all {
		if word != "begin" && !stored[key] {
			t.Errorf("order %s was %s, and is not there", key, word)
		}
	}
	return len(stored)
}
