package lock

import "testing"

// No JSON verifies but what means the same as what was sealed.
func FuzzLockedJSON(f *testing.F) {
	l := fullLock(f)
	data, err := l.MarshalJSON()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var got Locked
		if err := got.UnmarshalJSON(data); err != nil {
			if !sameLock(got, Locked{}) {
				t.Fatalf("%q: %v with error %v", data, got, err)
			}
			return
		}
		if _, err := got.Verify(lockUntil, lockKey); err == nil && !sameLock(got, l) {
			t.Fatalf("%q verifies", data)
		}
		out, err := got.MarshalJSON()
		var again Locked
		if err == nil {
			err = again.UnmarshalJSON(out)
		}
		if err != nil || !sameLock(again, got) {
			t.Fatalf("%q is %v, written %s, read %v, %v", data, got, out, again, err)
		}
	})
}
