# tries: to learn where the host's program, its runtime and its user's home lie
# stopped by: the file system has names of its own
# control: everything
# evidence: reveals path
# denied: nothing

import os
import site
import sys
import sysconfig


def attack(scene):
    return repr(
        [
            sys.prefix, sys.base_prefix, sys.exec_prefix, sys.executable, sys.path, sys.argv,
            sys.orig_argv, sys._stdlib_dir, os.__file__, os.getcwd(), os.path.expanduser("~"),
            sysconfig.get_paths(), sysconfig.get_config_vars(), site.getusersitepackages(),
            [getattr(module, "__file__", None) for module in list(sys.modules.values())],
            list(sys.path_importer_cache), os.path.realpath("."), os.path.abspath("x"),
        ]
    )
