// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/net/fake_names.h"

#include <dlfcn.h>
#include <netdb.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>

namespace smppedge::test {
namespace {

std::mutex mutex;
std::condition_variable changed;
bool active = false;
int hanging_now = 0;
std::map<std::string, std::string> answers;  // an empty answer hangs

/// The address to look up instead of `name`; nothing: there is none.
std::optional<std::string> answer_to(const std::string& name) {
  std::unique_lock lock(mutex);
  const auto found = answers.find(name);
  if (found == answers.end()) return std::nullopt;
  if (!found->second.empty()) return found->second;
  ++hanging_now;
  changed.wait(lock, [] { return !active; });
  --hanging_now;
  changed.notify_all();
  return std::nullopt;
}

}  // namespace

FakeNames::FakeNames() {
  const std::lock_guard lock(mutex);
  active = true;
}
FakeNames::~FakeNames() {
  let_go();
}
void FakeNames::let_go() {
  std::unique_lock lock(mutex);
  active = false;
  answers.clear();
  changed.notify_all();
  changed.wait(lock, [] { return hanging_now == 0; });
}
void FakeNames::answer(const std::string& name, const std::string& address) {
  const std::lock_guard lock(mutex);
  answers[name] = address;
}
void FakeNames::hang(const std::string& name) {
  answer(name, "");
}
int FakeNames::hanging() const {
  const std::lock_guard lock(mutex);
  return hanging_now;
}

}  // namespace smppedge::test

extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints, addrinfo** found) {
  using Real = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
  static const auto real = reinterpret_cast<Real>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  const std::string text = name == nullptr ? "" : name;
  const bool asks_nobody = hints != nullptr && (hints->ai_flags & AI_NUMERICHOST) != 0;
  if (asks_nobody || !text.ends_with(".test")) return real(name, service, hints, found);
  const auto address = smppedge::test::answer_to(text);
  if (!address) return EAI_NONAME;
  return real(address->c_str(), service, hints, found);
}
