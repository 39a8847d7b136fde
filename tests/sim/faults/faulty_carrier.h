// SPDX-License-Identifier: Apache-2.0
// A carrier around a SimSmsc that misbehaves as a test scripts it, and keeps the books that the invariants need: how
// often the handset got each segment, and which receipts the gateway has acknowledged. Receipts are sent again until
// they are, as carriers do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "receipt/receipt_state.h"
#include "tests/support/sim_network.h"
#include "tests/support/sim_scheduler.h"
#include "tests/support/sim_smsc.h"

namespace smppedge::sim {

/// Texts of these tests name their message in every part: "m00017m00017m00017…".
inline constexpr std::size_t text_mark_octets = 6;
[[nodiscard]] std::string marked_text(std::size_t number, std::size_t octets);

class FaultyCarrier {
 public:
  /// What becomes of one submit.
  struct Fate {
    bool takes = true;  ///< the handset gets it, whatever the answer says
    pdu::CommandStatus status = pdu::CommandStatus::ESME_ROK;
    std::optional<Micros> answers_after = Millis(5);  ///< nullopt: never
  };
  struct Receipt {
    Micros after{Millis(500)};  ///< the submit
    receipt::State state = receipt::State::delivered;
    std::string id{};  ///< as it stands in the receipt; empty: as in the response
  };
  /// A segment by its message's number (marked_text) and its place in it.
  using SegmentKey = std::pair<std::size_t, std::uint8_t>;
  /// One segment that it took.
  struct Taken {
    SegmentKey segment;
    std::string id;  ///< as in the response
    std::size_t connection = 0;
    std::string phone;
    std::string sender;
  };

  FaultyCarrier(SimScheduler& scheduler, SimNetwork& network, SimSmsc& smsc, std::uint16_t port);
  FaultyCarrier(const FaultyCarrier&) = delete;
  FaultyCarrier& operator=(const FaultyCarrier&) = delete;
  ~FaultyCarrier();

  // --- its script

  std::function<Fate(const SimSmsc::Submit&)> fate = [](const SimSmsc::Submit&) { return Fate{}; };
  std::function<std::vector<Receipt>(const Taken&)> receipts = [](const Taken&) { return std::vector{Receipt{}}; };
  std::function<std::string(std::uint64_t)> id_of = [](std::uint64_t number) { return "c" + std::to_string(number); };
  bool receipts_on_another_bind = false;  ///< where there is another

  /// The carrier has moved: from now on this is it.
  void move_to(SimSmsc& smsc);

  // --- its connections, oldest first; those of the gateway's earlier lives among them

  [[nodiscard]] std::vector<std::shared_ptr<SimLink>> open_links() const;
  void reset_all();
  void vanish();
  void finish_all();
  void unbind_all();
  void hold_reading(bool held);

  // --- its books

  [[nodiscard]] SimSmsc& smsc() { return *smsc_; }
  [[nodiscard]] const std::vector<Taken>& taken() const { return taken_; }
  /// How often the handset got it.
  [[nodiscard]] std::map<SegmentKey, unsigned> copies() const;
  /// The receipts that the gateway has acknowledged, by the id of the response.
  [[nodiscard]] const std::multimap<std::string, receipt::State>& acknowledged();

  void send_receipt(const Taken& about, const Receipt& receipt, unsigned times_sent = 0);

 private:
  void script(SimSmsc& smsc);
  std::optional<SimSmsc::Reply> on_submit(const SimSmsc::Submit& submit);
  static SegmentKey key_of(const SimSmsc::Submit& submit);
  /// On the newest connection that can carry it; where it should be another than the submit's, on that one last.
  bool deliver(const pdu::ShortMessage& message, session::Cookie cookie, std::size_t submitted_on);
  void note_answers();

  SimScheduler& scheduler_;
  SimNetwork& network_;
  SimSmsc* smsc_;
  std::uint16_t port_;
  std::uint64_t ids_ = 0;
  session::Cookie cookies_ = 0;
  std::vector<Taken> taken_;
  std::set<session::Cookie> taken_cookies_;
  std::size_t seen_answers_ = 0;
  std::multimap<std::string, receipt::State> acknowledged_;
};

}  // namespace smppedge::sim
