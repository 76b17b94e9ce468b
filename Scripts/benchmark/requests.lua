-- For wrk: sends ready-made requests, drawn at random, from the file that $REQUESTS names, one NUL between two.
local requests = {}

function init()
  math.randomseed(os.time())
  local file = assert(io.open(os.getenv("REQUESTS"), "rb"))
  for request in file:read("*a"):gmatch("[^%z]+") do requests[#requests + 1] = request end
  file:close()
end

function request() return requests[math.random(#requests)] end

function done(summary, latency)
  local e = summary.errors
  print(string.format("RESULT %.1f %.3f %.3f %d", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, e.connect + e.read + e.write + e.timeout + e.status))
end
