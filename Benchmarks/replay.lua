-- Sends the requests of $REQUESTS one after another, on every connection, over and over.
-- The file holds, for each request, a line with its length in bytes, then the request.
local frames, count, place = {}, 0, 0

function init()
   local file = assert(io.open(os.getenv("REQUESTS"), "rb"))
   for line in file:lines() do
      count = count + 1
      frames[count] = file:read(tonumber(line))
   end
   file:close()
end

function request()
   place = place % count + 1
   return frames[place]
end

function done(summary, latency)
   local failed = summary.errors
   print(string.format('RESULT {"perSecond": %.1f, "p50": %.3f, "p99": %.3f, "failed": %d}',
      summary.requests * 1e6 / summary.duration, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
      failed.status + failed.connect + failed.read + failed.write + failed.timeout))
end
