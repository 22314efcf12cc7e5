import time

begin = time.time()
import array
import json
import math

done = time.time()
print("hello", math.pi)
print(begin, done)
