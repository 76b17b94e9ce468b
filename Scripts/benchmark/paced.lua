-- For wrk: as requests.lua, but each connection waits before each request, so that all together send $RATE a second.
dofile(os.getenv("LUA"))
local pause = tonumber(os.getenv("CONNECTIONS")) / tonumber(os.getenv("RATE")) * 1000

-- Around the mean, so that the connections do not march in step.
function delay() return math.floor(pause * (0.5 + math.random()) + 0.5) end
