// SPDX-License-Identifier: Apache-2.0
// Any octets at all may come from a peer. Framing must move on or stop, decoding must stay inside the frame, and what
// was understood of a request must survive being shown, written by our own writers, and read again.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

#include "pdu/framer.h"
#include "pdu/pdu.h"
#include "pdu/text.h"
#include "tests/wire/rewrite.h"

namespace {

using namespace smppedge;
using namespace smppedge::pdu;

void require(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n", promise);
  std::abort();
}

/// The text of the body: the header line holds command_length, which tolerated octets may change.
std::string body_text(const Pdu& pdu) {
  const std::string text = to_text(pdu, {.message_hex = true});
  return text.substr(text.find('\n'));
}

void check_frame(std::span<const std::uint8_t> octets) {
  const std::vector<std::uint8_t> frame(octets.begin(), octets.end());  // alone, so that a sanitizer sees its end
  const auto pdu = decode(frame);
  if (!pdu) {
    require(!pdu.error().field.empty(), "an error names its field");
    return;
  }
  const std::string text = body_text(*pdu);
  OutBuffer out(2 * pdu_bytes_max);
  if (!test::rewrite(out, *pdu)) {
    require(out.empty(), "what is refused leaves nothing behind");
    return;
  }
  const Frame again = next_frame(out.unsent());
  require(again.kind == Frame::Kind::whole && again.octets.size() == out.size(), "a written PDU is one frame");
  const auto read_again = decode(again.octets);
  require(read_again.has_value(), "what we write, we read");
  // Responses are written shorter than peers send them (4.4.2, 4.6.2).
  if (!is_response(pdu->header.command_id)) require(body_text(*read_again) == text, "nothing is lost in writing");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::span<const std::uint8_t> stream(data, size);
  check_frame(stream);
  for (Frame frame = next_frame(stream); frame.kind == Frame::Kind::whole; frame = next_frame(stream)) {
    require(frame.octets.size() >= header_bytes && frame.octets.size() <= stream.size(), "a frame is in the stream");
    check_frame(frame.octets);
    stream = stream.subspan(frame.octets.size());
  }
  return 0;
}
