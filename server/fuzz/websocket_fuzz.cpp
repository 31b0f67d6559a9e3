// Frames as a stranger sends them after the upgrade, through the channel itself over a pair of sockets. Only texts of at most the allowed size that
// are UTF-8 reach the application, the end is told to it once, and the same bytes in pieces bring the same texts: where one came further than
// the other (after our own close frame what still comes may be dropped), they agree in what both heard.
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <atomic>
#include <cstdlib>
#include <string>
#include <vector>

#include "kernel/http/channel.hpp"

namespace {

using namespace zhibu::http;
using Pair = net::basic_stream_socket<net::local::stream_protocol, Executor>;

struct Heard {
    std::vector<std::string> texts;
    std::atomic<int> ends{0};
};

Core& core() {
    static Core made{{.workers = 1}, {}, {}};
    return made;
}

void hear(std::string_view frames, std::size_t step, Heard& heard) {
    auto& context = core().loop->context;
    static auto stay = net::make_work_guard(context);
    Pair near{context}, far{context};
    net::local::connect_pair(near, far);
    far.non_blocking(true);
    Request upgrade;
    upgrade.headers = {{"host", "x"}, {"connection", "Upgrade"}, {"upgrade", "websocket"}, {"sec-websocket-version", "13"}, {"sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="}};
    auto channel = std::make_shared<ChannelConnection<Pair>>(core());
    channel->listen({[&heard](std::string_view text) {
                         if (text.size() > largest_message || !is_utf8(text)) std::abort();
                         heard.texts.emplace_back(text);
                     },
                     [&heard] { ++heard.ends; }});
    channel->open(std::move(near), upgrade);
    std::weak_ptr<void> alive = channel;
    channel.reset();
    std::string answer(1 << 16, '\0');
    auto turn = [&] {
        context.poll();
        boost::system::error_code none;
        while (far.read_some(net::buffer(answer), none) > 0 && !none) {}
    };
    turn();
    while (!frames.empty()) {
        boost::system::error_code gone;
        auto sent = far.write_some(net::buffer(frames.substr(0, step)), gone);
        if (gone && gone != net::error::would_block) break;
        frames.remove_prefix(sent);
        turn();
    }
    boost::system::error_code none;
    far.shutdown(Pair::shutdown_send, none);
    for (auto begun = Steady::now(); !alive.expired() || heard.ends == 0; turn()) {
        context.run_one_for(std::chrono::milliseconds{1});
        auto waited = Steady::now() - begun;
        if (waited > std::chrono::seconds{5}) std::abort();
        // The server's own clock ends what has a deadline; here it is over soon.
        for (auto peers = core().peers; auto& peer : peers)
            if (waited > std::chrono::milliseconds{20} && peer->deadline != Steady::time_point::max()) peer->deadline = {}, peer->cut();
    }
    if (heard.ends != 1) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    std::string_view frames{reinterpret_cast<const char*>(data), size};
    Heard whole, pieces;
    hear(frames, frames.size() + 1, whole);
    hear(frames, 7, pieces);
    if (whole.texts != pieces.texts) std::abort();
    return 0;
}
