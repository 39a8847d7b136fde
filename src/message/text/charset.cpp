// SPDX-License-Identifier: Apache-2.0
#include "message/text/charset.h"

#include <iconv.h>

#include <vector>

namespace smppedge::text::charset {
namespace {

/// Of UTF-8 that one octet becomes: three of a half-width letter or a mark; four octets of GB 18030 are four.
constexpr std::size_t utf8_per_octet_max = 4;

class Handle {
 public:
  explicit Handle(const char* charset) : handle_(iconv_open("UTF-8", charset)) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    if (is_open()) iconv_close(handle_);
  }

  [[nodiscard]] bool is_open() const { return handle_ != none(); }
  /// Whether all of it was converted, half a character at the end included.
  [[nodiscard]] bool convert(std::vector<char>& from, std::string& to) const {
    char* in = from.data();
    std::size_t in_left = from.size();
    char* out = to.data();
    std::size_t out_left = to.size();
    if (iconv(handle_, &in, &in_left, &out, &out_left) == failed) return false;
    if (iconv(handle_, nullptr, nullptr, &out, &out_left) == failed) return false;
    to.resize(to.size() - out_left);
    return true;
  }

 private:
  static constexpr std::size_t failed = static_cast<std::size_t>(-1);
  // NOLINTNEXTLINE(performance-no-int-to-ptr): this is how POSIX says that there is none
  [[nodiscard]] static iconv_t none() { return reinterpret_cast<iconv_t>(-1); }

  iconv_t handle_;
};

}  // namespace

Expected<std::string, DecodeError> decode(std::span<const std::uint8_t> octets, const char* charset) {
  const Handle handle(charset);
  if (!handle.is_open()) return failure(DecodeError::not_installed);
  std::vector<char> from(octets.begin(), octets.end());  // iconv's own signature takes what it may write to
  std::string utf8(utf8_per_octet_max * octets.size(), '\0');
  if (!handle.convert(from, utf8)) return failure(DecodeError::foreign_octet);
  return utf8;
}

}  // namespace smppedge::text::charset
