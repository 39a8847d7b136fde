// SPDX-License-Identifier: Apache-2.0
// Names under ".test" as a test wants them answered, instead of the machine's name server; others go there. It
// replaces getaddrinfo() in the whole test program, libcurl's resolver threads included.
#pragma once

#include <string>

namespace smppedge::test {

class FakeNames {
 public:
  FakeNames();
  FakeNames(const FakeNames&) = delete;
  FakeNames& operator=(const FakeNames&) = delete;
  ~FakeNames();
  /// Who still waits finds no such name, and nobody finds any from now on.
  void let_go();

  void answer(const std::string& name, const std::string& address);
  /// As a name server that never answers.
  void hang(const std::string& name);
  /// How many look-ups hang now.
  [[nodiscard]] int hanging() const;
};

}  // namespace smppedge::test
