-- The load of BENCHMARKS.md, "The service", for wrk: real headlines, each sent once, in requests of a hundred lines.
--
--   wrk -t 2 -c 8 -d 30 --latency -s benches/service.lua http://127.0.0.1:7700/v1/dedup -- FEED.jsonl
--
-- Each of the two threads holds every other batch of the file, so that what one sends the other does not; where a thread has sent
-- all, it begins again, and what it sends then are repeats: take a file that is long enough.

local LINES, THREADS = 100, 2
local threads = 0

function setup(thread)
  thread:set("place", threads % THREADS)
  threads = threads + 1
end

function init(arguments)
  local path = arguments[1] or error("name a file behind --")
  bodies, sent = {}, 0
  local batch, lines, number = {}, 0, 0
  for line in io.lines(path) do
    lines = lines + 1
    batch[lines] = line
    if lines == LINES then
      if number % THREADS == place then bodies[#bodies + 1] = table.concat(batch, "\n") .. "\n" end
      batch, lines, number = {}, 0, number + 1
    end
  end
end

function request()
  sent = sent + 1
  return wrk.format("POST", nil, nil, bodies[(sent - 1) % #bodies + 1])
end

function done(summary, latency)
  local seconds = summary.duration / 1e6
  io.write(string.format("headlines a second  %.0f\n", summary.requests * LINES / seconds))
  for _, share in ipairs({ 50, 90, 99, 99.9 }) do
    io.write(string.format("p%-5g %8.2f ms\n", share, latency:percentile(share) / 1000))
  end
  io.write(string.format("errors %d, other statuses %d\n", summary.errors.read + summary.errors.timeout, summary.errors.status))
end
