// SPDX-License-Identifier: Apache-2.0
// How fast one core decodes and writes a typical submit_sm (160 octets of text), ours beside libsmpp34: one JSON line
// a benchmark on stdout. What counts is the CPU time of the best of many short runs, for others share the machine.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <limits>
#include <string>

#include "base/out_buffer.h"
#include "pdu/framer.h"
#include "pdu/pdu.h"
#include "pdu/write.h"

extern "C" {
#include <libsmpp34/smpp34_structs.h>
}

namespace {

using namespace smppedge;
using namespace smppedge::pdu;

constexpr int runs = 50;
constexpr int burst = 64;  // PDUs in one buffer, as a busy socket delivers them

/// Keeps the compiler from leaving the work out.
template <class T>
void keep(const T& value) {
  asm volatile("" : : "r"(&value) : "memory");
}

[[noreturn]] void give_up(const char* why) {
  std::fprintf(stderr, "codec_bench: %s\n", why);
  std::exit(1);
}

double cpu_ns() {
  timespec used{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) * 1e9 + static_cast<double>(used.tv_nsec);
}

/// Nanoseconds for one PDU; `work` handles `burst` of them.
template <class Work>
double measure(int bursts, Work work) {
  double best = std::numeric_limits<double>::max();
  for (int run = 0; run < runs; ++run) {
    const double start = cpu_ns();
    for (int i = 0; i < bursts; ++i) work();
    best = std::min(best, (cpu_ns() - start) / bursts / burst);
  }
  return best;
}

void print(const char* benchmark, const char* implementation, double ns) {
  std::printf(R"({"benchmark":"%s","implementation":"%s","pdus_per_second":%.0f,"ns_each":%.1f})"
              "\n",
              benchmark, implementation, 1e9 / ns, ns);
}

const std::string text(160, 'm');

ShortMessage typical() {
  ShortMessage message;
  message.source = {1, 1, "10690021097001"};
  message.destination = {1, 1, "8613912345678"};
  message.registered_delivery = 1;
  message.short_message = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
  return message;
}

submit_sm_t typical_native() {
  submit_sm_t native{};
  native.command_id = static_cast<std::uint32_t>(CommandId::submit_sm);
  native.sequence_number = 1;
  const ShortMessage message = typical();
  native.source_addr_ton = native.source_addr_npi = native.dest_addr_ton = native.dest_addr_npi = 1;
  std::memcpy(native.source_addr, message.source.addr.data(), message.source.addr.size());
  std::memcpy(native.destination_addr, message.destination.addr.data(), message.destination.addr.size());
  native.registered_delivery = 1;
  native.sm_length = static_cast<std::uint8_t>(text.size());
  std::memcpy(native.short_message, text.data(), text.size());
  return native;
}

void write_burst(OutBuffer& out, const ShortMessage& message) {
  SequenceNumber sequence(1);
  for (int i = 0; i < burst; ++i) {
    if (!write_short_message(out, CommandId::submit_sm, sequence, message)) give_up("write failed");
    sequence = next(sequence);
  }
}

void bench_decode(std::span<const std::uint8_t> stream) {
  print("codec/submit_sm/decode", "smppedge", measure(2'000, [&] {
          auto rest = stream;
          while (!rest.empty()) {
            const Frame frame = next_frame(rest);
            const auto pdu = decode(frame.octets);
            if (!pdu) give_up("decode failed");
            keep(*pdu);
            rest = rest.subspan(frame.octets.size());
          }
        }));
  print("codec/submit_sm/decode", "libsmpp34", measure(50, [&] {
          auto rest = stream;
          while (!rest.empty()) {
            const Frame frame = next_frame(rest);
            submit_sm_t native{};
            if (smpp34_unpack2(&native, frame.octets.data(), static_cast<int>(frame.octets.size())) != 0) {
              give_up(smpp34_strerror);
            }
            keep(native);
            rest = rest.subspan(frame.octets.size());
          }
        }));
}

void bench_write(OutBuffer& out) {
  const ShortMessage message = typical();
  print("codec/submit_sm/write", "smppedge", measure(2'000, [&] {
          write_burst(out, message);
          keep(out.unsent().front());
          out.consume(out.size());
        }));
  submit_sm_t native = typical_native();
  std::array<std::uint8_t, 1024> packed;
  print("codec/submit_sm/write", "libsmpp34", measure(50, [&] {
          for (int i = 0; i < burst; ++i) {
            int length = 0;
            if (smpp34_pack2(packed.data(), static_cast<int>(packed.size()), &length, &native) != 0) {
              give_up(smpp34_strerror);
            }
            keep(packed);
          }
        }));
}

}  // namespace

int main() {
  OutBuffer received(1 << 20);
  write_burst(received, typical());
  bench_decode(received.unsent());
  OutBuffer out(1 << 20);
  bench_write(out);
}
