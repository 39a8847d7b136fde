// SPDX-License-Identifier: Apache-2.0
// The numbers of the platform's doors as Prometheus text, beside the gateway's (admin/metrics.h).
#pragma once

#include <vector>

#include "admin/exposition.h"
#include "gateway/directory.h"
#include "net/http_poster.h"
#include "north/smpp/status.h"
#include "north/webhook/status.h"

namespace smppedge {

void write_smpp_metrics(admin::Exposition& out, const north::smpp::Status& status, const gateway::Directory& names);
void write_webhook_metrics(admin::Exposition& out, const std::vector<north::webhook::WebhookStatus>& webhooks,
                           const HttpPoster::Counters& posts);

}  // namespace smppedge
