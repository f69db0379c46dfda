package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
)

// Store is etcd in this process, reached over sockets in a folder with a short path.
type Store struct {
	etcd    *embed.Etcd
	sockets string
	address string
}

// socketsPrefix begins the name of every folder of sockets; the process that made it follows.
const socketsPrefix = "karpool-etcd-"

// sweep removes the sockets of control planes that were killed.
func sweep() {
	folders, _ := filepath.Glob(filepath.Join(os.TempDir(), socketsPrefix+"*"))
	for _, folder := range folders {
		name := strings.TrimPrefix(filepath.Base(folder), socketsPrefix)
		process, _, _ := strings.Cut(name, "-")
		if id, err := strconv.Atoi(process); err == nil && errors.Is(syscall.Kill(id, 0), syscall.ESRCH) {
			os.RemoveAll(folder)
		}
	}
}

func startEtcd(folder string) (*Store, error) {
	// The path of a socket is limited to about a hundred bytes, that of the folder is not.
	sweep()
	sockets, err := os.MkdirTemp("", fmt.Sprintf("%s%d-", socketsPrefix, os.Getpid()))
	if err != nil {
		return nil, err
	}
	socket := func(name string) url.URL { return url.URL{Scheme: "unix", Path: filepath.Join(sockets, name)} }
	advertised := []url.URL{{Scheme: "http", Host: "localhost:2380"}}

	config := embed.NewConfig()
	config.Dir = filepath.Join(folder, "etcd")
	config.Name = "default"
	config.ListenPeerUrls = []url.URL{socket("peer")}
	config.ListenClientUrls = []url.URL{socket("client")}
	config.AdvertisePeerUrls = advertised
	config.AdvertiseClientUrls = advertised
	config.InitialCluster = "default=" + advertised[0].String()
	config.UnsafeNoFsync = true
	config.LogLevel = "fatal"
	config.TickMs = 10
	config.ElectionMs = 100
	etcd, err := embed.StartEtcd(config)
	if err != nil {
		os.RemoveAll(sockets)
		return nil, err
	}
	store := &Store{etcd: etcd, sockets: sockets, address: "unix://" + filepath.Join(sockets, "client")}
	select {
	case <-etcd.Server.ReadyNotify():
		return store, nil
	case <-time.After(30 * time.Second):
		store.close()
		return nil, fmt.Errorf("not ready after 30 s")
	}
}

func (s *Store) close() {
	s.etcd.Close()
	os.RemoveAll(s.sockets)
}
