#!/bin/sh
# Runs once before the services, at every start: tables and pool of Airflow, and the login page's password.
set -eu
umask 077

airflow db migrate
airflow pools set build 1 "one build or publication at a time"

passwords=$AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE
mkdir -p "$(dirname "$passwords")"
python - "$passwords" <<'PYTHON'
import json
import os
import sys

with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump({"admin": os.environ["AIRFLOW_ADMIN_PASSWORD"]}, file)
PYTHON
