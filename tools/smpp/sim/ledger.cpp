// SPDX-License-Identifier: Apache-2.0
#include "tools/smpp/sim/ledger.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <iterator>

#include "base/log.h"
#include "tools/smpp/json_text.h"

namespace smppedge::simulator {

namespace {

/// FNV-1a, 64 bits: short, and the same in every language a test is written in.
std::uint64_t hash_of(std::span<const std::uint8_t> octets) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const std::uint8_t octet : octets) hash = (hash ^ octet) * 0x100000001B3ULL;
  return hash;
}

std::string_view kind_of(const Delivery& delivery) {
  return delivery.kind == Delivery::Kind::receipt ? "receipt" : "reply";
}

}  // namespace

Expected<std::unique_ptr<Ledger>, std::string> Ledger::open(Scheduler& scheduler, const std::string& path) {
  int fd = -1;
  if (!path.empty()) {
    fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (fd < 0) return failure(fmt::format("{}: {}", path, std::strerror(errno)));
  }
  return std::unique_ptr<Ledger>(new Ledger(scheduler, fd));
}

Ledger::~Ledger() {
  if (!enabled()) return;
  on_turn_end();
  ::close(fd_);
}

void Ledger::line(std::string_view event, std::string_view fields) {
  if (lines_.empty()) scheduler_.defer(*this);
  fmt::format_to(std::back_inserter(lines_), "{{\"event\":\"{}\",\"t\":{},{}}}\n", event,
                 scheduler_.wall().time_since_epoch().count(), fields);
}

void Ledger::bind(std::uint32_t link, std::string_view kind, std::string_view system_id) {
  if (!enabled()) return;
  line("bind", fmt::format(R"("link":{},"kind":"{}","system_id":"{}")", link, kind, json_text(system_id)));
}

void Ledger::closed(std::uint32_t link, std::string_view why) {
  if (!enabled()) return;
  line("closed", fmt::format(R"("link":{},"why":"{}")", link, why));
}

void Ledger::submit(std::uint32_t link, const pdu::Header& header, const pdu::ShortMessage& message,
                    std::string_view id, std::string_view outcome, bool answered) {
  if (!enabled()) return;
  line("submit",
       fmt::format(R"("id":"{}","link":{},"sequence":{},"from":"{}","to":"{}","esm_class":{},"hash":"{:016x}",)"
                   R"("outcome":"{}","answered":{})",
                   id, link, header.sequence_number.value(), json_text(message.source.addr),
                   json_text(message.destination.addr), message.esm_class, hash_of(message.payload()), outcome,
                   answered));
}

void Ledger::refused(std::uint32_t link, const pdu::Header& header, const pdu::ShortMessage& message,
                     pdu::CommandStatus status) {
  if (!enabled()) return;
  line("refused", fmt::format(R"("link":{},"sequence":{},"from":"{}","to":"{}","status":"{}")", link,
                              header.sequence_number.value(), json_text(message.source.addr),
                              json_text(message.destination.addr), pdu::to_string(status)));
}

void Ledger::sent(std::uint32_t link, pdu::SequenceNumber number, const Delivery& delivery, std::string_view id) {
  if (!enabled()) return;
  if (delivery.kind == Delivery::Kind::receipt) {
    line("receipt", fmt::format(R"("id":"{}","link":{},"sequence":{},"try":{},"stat":"{}")", id, link, number.value(),
                                delivery.tries + 1, receipt::to_word(delivery.state)));
  } else {
    line("reply", fmt::format(R"("id":"{}","link":{},"sequence":{},"try":{},"from":"{}","to":"{}")", id, link,
                              number.value(), delivery.tries + 1, json_text(delivery.phone.addr.view()),
                              json_text(delivery.sender.addr.view())));
  }
}

void Ledger::acknowledged(const Delivery& delivery, std::string_view id, pdu::CommandStatus status) {
  if (!enabled()) return;
  line("acknowledged",
       fmt::format(R"("id":"{}","kind":"{}","status":"{}")", id, kind_of(delivery), pdu::to_string(status)));
}

void Ledger::given_up(const Delivery& delivery, std::string_view id) {
  if (!enabled()) return;
  line("given_up", fmt::format(R"("id":"{}","kind":"{}")", id, kind_of(delivery)));
}

void Ledger::on_turn_end() {
  std::string_view left = lines_;
  while (!left.empty()) {
    const ssize_t written = ::write(fd_, left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      // A ledger with holes would acquit or condemn wrongly.
      log::error("the ledger cannot be written: {}", std::strerror(errno));
      std::_Exit(1);
    }
    left.remove_prefix(static_cast<std::size_t>(written));
  }
  lines_.clear();
}

}  // namespace smppedge::simulator
