/*
 * Preloaded into a server: while the file that FAILING_FSYNC names is there, half of the fsyncs of SQLite's own
 * files, or all of them with FAILING_FSYNC_ALWAYS, say that the disk could not keep what was written. The bytes stay where they are, as they do on Linux.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int fails(int file) {
  static unsigned int seed;
  char link[64], path[4096];
  const char *mark = getenv("FAILING_FSYNC");
  if (mark == NULL || access(mark, F_OK) != 0) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  if (strstr(path, "livephoto.db") == NULL) return 0;
  if (getenv("FAILING_FSYNC_ALWAYS") != NULL) return 1;
  if (seed == 0) seed = (unsigned int)getpid();
  return rand_r(&seed) % 2;
}

static int sync_with(const char *name, int file) {
  if (fails(file)) {
    errno = EIO;
    return -1;
  }
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  return real(file);
}

int fsync(int file) { return sync_with("fsync", file); }

int fdatasync(int file) { return sync_with("fdatasync", file); }
