"""A real DNS server for the tests: answers TXT questions from a file of lines `name text`.

    dns.py FILE

Prints its port. Reads the file again for each question.
"""
import sys

from dnslib import QTYPE, RR, TXT
from dnslib.server import BaseResolver, DNSServer


class Records(BaseResolver):
    def resolve(self, request, handler):
        reply = request.reply()
        name = str(request.q.qname).rstrip(".")
        for line in open(sys.argv[1]):
            owner, text = line.rstrip("\n").split(" ", 1)
            if owner == name and request.q.qtype == QTYPE.TXT:
                reply.add_answer(RR(request.q.qname, QTYPE.TXT, ttl=1, rdata=TXT(text)))
        return reply


server = DNSServer(Records(), port=0, address="127.0.0.1")
server.start_thread()
print(server.server.server_address[1], flush=True)
sys.stdin.read()
