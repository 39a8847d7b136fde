// SPDX-License-Identifier: Apache-2.0
// Preloaded into the daemon: from the moment that the file named by SMPPEDGE_FAIL_SYNC exists, every sync fails as on
// a broken disk.
#include <dlfcn.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace {

bool disk_is_broken() {
  const char* const trigger = std::getenv("SMPPEDGE_FAIL_SYNC");
  return trigger != nullptr && ::access(trigger, F_OK) == 0;
}

int sync_or_fail(const char* function, int fd) {
  if (disk_is_broken()) {
    errno = EIO;
    return -1;
  }
  return reinterpret_cast<int (*)(int)>(::dlsym(RTLD_NEXT, function))(fd);
}

}  // namespace

extern "C" int fsync(int fd) {
  return sync_or_fail("fsync", fd);
}
extern "C" int fdatasync(int fd) {
  return sync_or_fail("fdatasync", fd);
}
