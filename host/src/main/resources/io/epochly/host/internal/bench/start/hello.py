import array
import json
import math

print("hello", math.pi)
