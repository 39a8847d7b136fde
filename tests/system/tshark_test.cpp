// SPDX-License-Identifier: Apache-2.0
// Another's eye on the wire: every PDU that leaves the gateway decodes in Wireshark's SMPP dissector, none malformed,
// none with a warning.
#include <boost/test/unit_test.hpp>
#include <set>
#include <sstream>

#include "tests/system/recording_proxy.h"
#include "tests/system/stage.h"

using namespace smppedge::system_test;

namespace {

const std::string tshark = "/usr/bin/tshark";

/// What tshark prints of the packets that `filter` lets through: the field's value a line, several a packet.
std::vector<std::string> dissect(const std::string& pcap, const std::string& filter, const std::string& field) {
  Process process({tshark, "-n", "-r", pcap, "-Y", filter, "-T", "fields", "-E", "aggregator=,", "-e", field});
  const auto code = process.wait_exit();
  BOOST_REQUIRE_MESSAGE(code == 0, process.output());
  std::vector<std::string> values;
  std::istringstream lines(process.output());
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("Running as user")) continue;  // a warning to root
    std::istringstream parts(line);
    for (std::string value; std::getline(parts, value, ',');) values.push_back(value);
  }
  return values;
}

std::string long_chinese() {
  std::string text;
  for (int i = 0; i < 150; ++i) text += "你";
  return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_pdu_that_leaves_decodes_in_wireshark) {
  if (!std::filesystem::exists(tshark)) {
    BOOST_TEST_MESSAGE("SKIPPED: tshark is not installed; `make deps` installs it");
    return;
  }
  Directory directory;
  Simulator carrier(directory, {"--receipt-delay-ms", "20", "--reply-delay-ms", "20"});
  const std::string pcap = directory.file("wire.pcap");
  RecordingProxy proxy(carrier.port(), pcap);
  Gateway gateway(directory, proxy.port());
  gateway.start({"carriers.sim.enquire_link_interval_s=1"});
  auto api = gateway.client();
  std::size_t messages = 0;
  std::int64_t number = 861380013800;
  for (const std::string& text : {std::string("hello, [world] {€}"), std::string("你好 \xF0\x9F\x98\x80"),
                                  long_chinese(), std::string(300, 'x')}) {
    const std::string prefix = std::to_string(number++);
    messages += send(api, {prefix + "1", prefix + "7", prefix + "8", prefix + "9"}, text).size();
  }
  BOOST_REQUIRE(messages == 16U);
  Inbox inbox;
  BOOST_REQUIRE(inbox.read_until(api, [&] { return inbox.events.size() == 16 + 4; }));
  // An idle link is asked whether it lives.
  static_cast<void>(api.get("/v1/events?wait_s=2"));
  BOOST_REQUIRE(gateway.stop() == 0);
  proxy.stop();

  const std::string ours = "tcp.dstport == " + std::to_string(PcapFile::server_port);
  const auto bad = dissect(pcap, ours + " && (_ws.malformed || _ws.expert.severity >= 0x600000)", "frame.number");
  BOOST_TEST(bad.empty(), bad.size() << " packets of ours are malformed or have a warning; see " << pcap);
  const auto undissected = dissect(pcap, ours + " && tcp.len > 0 && !smpp && !tcp.segment_data", "frame.number");
  BOOST_TEST(undissected.empty(), undissected.size() << " packets are no SMPP to Wireshark; see " << pcap);

  const auto list = dissect(pcap, ours + " && smpp", "smpp.command_id");
  const std::set<std::string> commands(list.begin(), list.end());
  // bind_transceiver, submit_sm, enquire_link, deliver_sm_resp, unbind
  for (const std::string command : {"0x00000009", "0x00000004", "0x00000015", "0x80000005", "0x00000006"}) {
    BOOST_TEST(commands.contains(command), "none of ours is " << command);
  }
}
